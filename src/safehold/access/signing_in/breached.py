"""Whether a password stands in lists of passwords that were stolen elsewhere, where whoever operates Safehold has named such a list: a
folder of ranges on this machine, or a service that is told five of the forty characters of a digest, and so not the password."""

import hashlib
import re
from pathlib import Path

import requests
import structlog
from django.conf import settings

SECONDS = 3
LEADING = 5
_LINE = re.compile(r"^([0-9A-F]{35}):([0-9]+)\s*$", re.ASCII)
log = structlog.get_logger("safehold.access")


def known(password: str) -> bool:
    """Where the list cannot be asked the password is taken, and the log says so: nobody is kept from work by another's fault."""
    named = str(getattr(settings, "SAFEHOLD_BREACHED", ""))
    if not named:
        return False
    digest = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
    try:
        lines = _of_service(named, digest[:LEADING]) if named.startswith("https://") else _of_folder(Path(named), digest[:LEADING])
    except (OSError, ValueError):  # what requests raises is an OSError
        log.warning("list of breached passwords not asked")
        return False
    found = (_LINE.match(line.upper()) for line in lines)
    # A service adds lines with a count of nothing, so that the length of its answer tells nobody which was asked for.
    return any(each[1] == digest[LEADING:] and int(each[2]) > 0 for each in found if each)


def _of_service(address: str, range_: str) -> list[str]:
    answer = requests.get(
        address.rstrip("/") + "/" + range_, headers={"Add-Padding": "true"}, timeout=SECONDS, allow_redirects=False
    )  # fmt: skip
    if answer.status_code != requests.codes.ok:
        raise ValueError("the service did not answer")
    return answer.text.splitlines()


def _of_folder(folder: Path, range_: str) -> list[str]:
    return (folder / f"{range_}.txt").read_text("ascii").splitlines()
