"""What names anybody in a document's tables, and the bytes that left: encrypted by the keys of SAFEHOLD_FACTOR_KEYS, each for the agency
whose it is, so that whoever has only the database reads nothing of it."""

import zlib
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from safehold.access.signing_in.sealing import SHORTEST, NoKey

_FOR = b"safehold: documents that left, 1"


def seal(agency: str, body: bytes) -> str:
    """Raises NoKey."""
    return _ring().encrypt(agency.encode() + b"\n" + zlib.compress(body)).decode()


def unseal(agency: str, sealed: str) -> bytes:
    """Raises NoKey; also for what was sealed for another agency."""
    try:
        whose, _, body = _ring().decrypt(sealed.encode()).partition(b"\n")
    except InvalidToken as error:
        raise NoKey("No key of SAFEHOLD_FACTOR_KEYS opens this document.") from error
    if whose != agency.encode():
        raise NoKey("This document is another agency's.")
    return zlib.decompress(body)


def sealed_anew(sealed: str) -> str:
    """By the newest key. Raises NoKey."""
    try:
        return _ring().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise NoKey("No key of SAFEHOLD_FACTOR_KEYS opens a document that is kept.") from error


def _ring() -> MultiFernet:
    return _made(settings.SAFEHOLD_FACTOR_KEYS)


@lru_cache(maxsize=8)
def _made(text: str) -> MultiFernet:
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys or min(map(len, keys)) < SHORTEST:
        raise NoKey(f"SAFEHOLD_FACTOR_KEYS needs keys of at least {SHORTEST} characters each, parted by commas.")
    return MultiFernet([Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, _FOR).derive(key.encode()))) for key in keys])
