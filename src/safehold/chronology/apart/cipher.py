"""Encrypts what stands apart: AES-256-GCM, by keys that the database does not hold. Each ciphertext is bound to its place. Pure."""

import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32  # characters of a key
NONCE = 12
_FOR = b"safehold: what stands apart, 1"


class NoKey(Exception):
    """No key is set, one is too short, or none that is set opens what is kept."""


class Tampered(Exception):
    """What is kept was changed, or stands in another's place."""


class Key:
    """`id` names the key and does not betray it."""

    def __init__(self, text: str) -> None:
        if len(text) < SHORTEST:
            raise NoKey(f"a key of SAFEHOLD_VAULT_KEYS has {len(text)} characters: it needs at least {SHORTEST}")
        secret = HKDF(SHA256(), 32, None, _FOR).derive(text.encode())
        self.id = hmac.digest(secret, b"which key this is", hashlib.sha256)[:8]
        self.cipher = AESGCM(secret)


class Ring:
    """The keys at hand, the newest first: that one encrypts, and any opens."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._keys = {key.id: key for key in keys}
        self.ids = tuple(self._keys)

    @property
    def newest(self) -> bytes:
        """The id of the key that encrypts. Raises NoKey."""
        if not self.ids:
            raise NoKey("No key is set: name one in SAFEHOLD_VAULT_KEYS.")
        return self.ids[0]

    def seal(self, plain: bytes, place: str) -> bytes:
        """Raises NoKey."""
        nonce = os.urandom(NONCE)
        return nonce + self._keys[self.newest].cipher.encrypt(nonce, plain, place.encode())

    def unseal(self, key: bytes, sealed: bytes, place: str) -> bytes:
        """Raises NoKey and Tampered."""
        found = self._keys.get(key)
        if found is None:
            raise NoKey(f"The key {key.hex()} is not in SAFEHOLD_VAULT_KEYS.")
        try:
            return found.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except InvalidTag as error:
            raise Tampered(f"What is kept of {place} was changed, or is another's.") from error


def ring_of(text: str) -> Ring:
    """The newest first, as the setting lists them. Raises NoKey."""
    return Ring([Key(each.strip()) for each in text.split(",") if each.strip()])
