"""The secrets of authenticator apps, as they are kept: encrypted by keys that the database does not hold, and that can be changed."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SHORTEST = 32
_FOR = b"safehold: secrets of second factors, 1"


class NoKey(Exception):
    """No key is set, one is too short, or none that is set opens what is kept."""


def seal(user_id: int, secret: str) -> str:
    """For one member of staff: put in another's row, it does not open. Raises NoKey."""
    return _ring().encrypt(f"{user_id}:{secret}".encode()).decode()


def unseal(user_id: int, sealed: str) -> str:
    """Raises NoKey."""
    try:
        whose, _, secret = _ring().decrypt(sealed.encode()).decode().partition(":")
    except InvalidToken as error:
        raise NoKey("No key of SAFEHOLD_FACTOR_KEYS opens this secret.") from error
    if whose != str(user_id):
        raise NoKey("This secret is another's.")
    return secret


def sealed_anew(sealed: str) -> str:
    """By the newest key. Raises NoKey."""
    try:
        return _ring().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise NoKey("No key of SAFEHOLD_FACTOR_KEYS opens a secret that is kept.") from error


def _ring() -> MultiFernet:
    return _made(settings.SAFEHOLD_FACTOR_KEYS)


@lru_cache(maxsize=8)
def _made(text: str) -> MultiFernet:
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys or min(map(len, keys)) < SHORTEST:
        raise NoKey(f"SAFEHOLD_FACTOR_KEYS needs keys of at least {SHORTEST} characters each, parted by commas.")
    return MultiFernet([Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, _FOR).derive(key.encode()))) for key in keys])
