"""What names anybody in a document's tables, and the bytes that left: each sealed for the agency whose it is, so that whoever has only the
database reads nothing of it."""

import zlib

from safehold.access.keyring import Keyring

_RING = Keyring(b"safehold: documents that left, 1", "a document", "agency")
sealed_anew = _RING.sealed_anew


def seal(agency: str, body: bytes) -> str:
    """Raises NoKey."""
    return _RING.seal(agency, zlib.compress(body))


def unseal(agency: str, sealed: str) -> bytes:
    """Raises NoKey; also for what was sealed for another agency."""
    return zlib.decompress(_RING.unseal(agency, sealed))
