"""By what a phone encrypts what waits on it. The key is worked out for one officer and one browser, is handed over only to that officer
when signed in, and is forgotten by the browser when the session ends: what waits stays, and is read again once they sign in there."""

from base64 import b64encode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from safehold.access.viewer import Viewer

LONGEST = 64
_FOR = b"safehold: what waits on a phone, 1"


def key_of(viewer: Viewer, browser: str) -> str:
    """256 bits, in base64. `browser` is an id that the browser made for itself."""
    info = b"\x00".join((_FOR, str(viewer.user_id).encode(), browser[:LONGEST].encode()))
    return b64encode(HKDF(SHA256(), 32, None, info).derive(settings.SECRET_KEY.encode())).decode()
