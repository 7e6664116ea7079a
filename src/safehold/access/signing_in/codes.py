"""The codes of authenticator apps (RFC 6238): six digits that change each half minute, each good once."""

import hmac
import time
from io import BytesIO

import pyotp
import segno

SECONDS = 30
DRIFT = 1  # steps by which a phone's clock may be wrong, either way
ISSUER = "Safehold"


def new_secret() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: float | None = None) -> int | None:
    """Which half minute a code is of, now or within the drift; None where it is of none. All are compared, whichever fits."""
    given = "".join(code.split()).encode()
    current = int(time.time() if now is None else now) // SECONDS
    app, found = pyotp.TOTP(secret), None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), given):
            found = step
    return found


def link(secret: str, staff_id: str) -> str:
    """What opens an app on the phone itself, which cannot be held up to its own picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff_id, issuer_name=ISSUER)


def picture(secret: str, staff_id: str) -> bytes:
    """What an app reads with its camera: an SVG file."""
    drawn = BytesIO()
    made = segno.make(link(secret, staff_id), error="m")
    made.save(drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False, nl=False)
    return drawn.getvalue()


def in_fours(secret: str) -> str:
    """As people type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
