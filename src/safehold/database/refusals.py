"""What PostgreSQL says when it does not start, as something a person can act on."""

import shutil
from pathlib import Path

from safehold.database.place import Place

_FULL = 2  # megabytes


def why(output: str, place: Place) -> str:
    folder, data, user = place.server, place.data, place.user.name
    if "No space left on device" in output or free(folder) < _FULL:  # on a full disk the log may not have been written either
        return f"The disk of {folder} is full: {free(folder)} MB free. Make room, or set SAFEHOLD_HOME to a folder on a larger disk."
    if "has invalid permissions" in output:
        return f"PostgreSQL refuses {data}, because others than {user} may enter it. Run: chmod 700 '{data}'"
    if "wrong ownership" in output or "Permission denied" in output:
        return f"The database in {folder} must belong to {user} throughout. Run: chown -R {user} '{folder}'"
    if "pre-existing shared memory block" in output:
        return f"Processes of a killed database server still run on {data}. End them, or wait a minute, and try again."
    return f"The database in {folder} does not start: {_said(output)} Its log is {place.log}."


def free(folder: Path) -> int:
    """Megabytes free on the disk that holds this folder, or would hold it."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free // 1_000_000


def _said(output: str) -> str:
    """The last thing that stopped it, without its marks."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    fatal = [line.split(mark, 1)[1].strip() for line in lines for mark in ("FATAL:", "PANIC:", "error:") if mark in line]
    return f"{(fatal or lines or ['it did not say why'])[-1].rstrip('.')}."
