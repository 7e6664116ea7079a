"""What is kept encrypted by keys that the database does not hold: those of SAFEHOLD_FACTOR_KEYS, the newest first. They are derived anew
for each use, so that what was sealed for one opens nowhere else, and what is sealed is bound to whose it is."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SHORTEST = 32


class NoKey(Exception):
    """No key is set, one is too short, or none that is set opens what is kept."""


class Keyring(NamedTuple):
    """`use` is what the keys are derived for, and is never changed while anything is kept by it. `what` is what a refusal calls it,
    and `owner` those whose it may be."""

    use: bytes
    what: str
    owner: str

    def seal(self, whose: str, body: bytes) -> str:
        """For one owner, in whose name there is no colon. Raises NoKey."""
        return _ring(self.use).encrypt(whose.encode() + b":" + body).decode()

    def unseal(self, whose: str, sealed: str) -> bytes:
        """Raises NoKey; also for what was sealed for somebody else."""
        try:
            owner, _, body = _ring(self.use).decrypt(sealed.encode()).partition(b":")
        except InvalidToken as error:
            raise NoKey(f"No key of SAFEHOLD_FACTOR_KEYS opens {self.what}.") from error
        if owner != whose.encode():
            raise NoKey(f"This is another {self.owner}'s.")
        return body

    def sealed_anew(self, sealed: str) -> str:
        """By the newest key. Raises NoKey."""
        try:
            return _ring(self.use).rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise NoKey(f"No key of SAFEHOLD_FACTOR_KEYS opens {self.what} that is kept.") from error


def secrets_for(use: bytes) -> tuple[bytes, ...]:
    """For a digest instead of a seal: 32 bytes of each key. Raises NoKey."""
    return _derived(settings.SAFEHOLD_FACTOR_KEYS, use)


def _ring(use: bytes) -> MultiFernet:
    return _made(settings.SAFEHOLD_FACTOR_KEYS, use)


@lru_cache(maxsize=32)
def _made(text: str, use: bytes) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(each)) for each in _derived(text, use)])


@lru_cache(maxsize=32)
def _derived(text: str, use: bytes) -> tuple[bytes, ...]:
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys or min(map(len, keys)) < SHORTEST:
        raise NoKey(f"SAFEHOLD_FACTOR_KEYS needs keys of at least {SHORTEST} characters each, parted by commas.")
    return tuple(HKDF(SHA256(), 32, None, use).derive(key.encode()) for key in keys)
