"""What is kept of a dip sample, sealed for the agency that drew it."""

import zlib

from safehold.access.keyring import Keyring

_RING = Keyring(b"safehold: dip samples, 1", "a dip sample", "agency")
sealed_anew = _RING.sealed_anew


def seal(agency: str, body: bytes) -> str:
    """Raises NoKey."""
    return _RING.seal(agency, zlib.compress(body))


def unseal(agency: str, sealed: str) -> bytes:
    """Raises NoKey; also for what was sealed for another agency."""
    return zlib.decompress(_RING.unseal(agency, sealed))
