"""What is kept of a review, sealed for the agency that holds it: whoever has only the database reads nothing of it."""

import zlib

from safehold.access.keyring import Keyring

_RING = Keyring(b"safehold: reviews of deaths, 1", "a review", "agency")
sealed_anew = _RING.sealed_anew
# In the place of an agency, where whoever sits on any review reads it. No agency is called so.
OPEN = "*"


def seal(agency: str, body: bytes) -> str:
    """Raises NoKey."""
    return _RING.seal(agency, zlib.compress(body))


def unseal(agency: str, sealed: str) -> bytes:
    """Raises NoKey; also for what was sealed for another agency."""
    return zlib.decompress(_RING.unseal(agency, sealed))
