"""Keyed hashes of values: without the key nobody can tell which value a digest is of, or try whether it is one that they guess."""

import hashlib
import hmac

from safehold.identity.confidential.values import Value

SHORTEST = 32  # characters of a key


class BadKey(ValueError):
    """A key that is too short to keep anything secret."""


class Key:
    """`id` names the key and does not betray it."""

    def __init__(self, text: str) -> None:
        if len(text) < SHORTEST:
            raise BadKey(f"a key of SAFEHOLD_CONFIDENTIAL_KEYS has {len(text)} characters: it needs at least {SHORTEST}")
        self._secret = hashlib.sha256(text.encode()).digest()
        self.id = hmac.digest(self._secret, b"which key this is", "sha256")[:8]

    def digest(self, value: Value) -> bytes:
        return hmac.digest(self._secret, f"{value.kind}\0{value.text}".encode("utf-8", "surrogatepass"), "sha256")


def keys(text: str) -> tuple[Key, ...]:
    """The newest first, as the setting lists them. Raises BadKey."""
    return tuple(Key(each.strip()) for each in text.split(",") if each.strip())
