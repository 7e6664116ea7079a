"""Whether the embedded database's changes are kept on another disk than the database: on the same one, one fault takes both."""

import re
import shlex
from pathlib import Path

from safehold.running.doctor.finding import Finding

# As database/archive.py writes it: test -f FOLDER/%f.gz || ...
_COMMAND = re.compile(r"test -f (.+)/%f\.gz \|\| ")


def backup_disk(command: str, data: Path) -> list[Finding]:
    """`command` is PostgreSQL's archive_command, `data` the folder of the database. Nothing where it archives nowhere that is known."""
    found = _COMMAND.match(command)
    folder = Path(shlex.split(found.group(1))[0].replace("%%", "%")) if found else None
    if folder is None or not folder.exists() or not data.exists():
        return []
    if folder.stat().st_dev != data.stat().st_dev:
        return [Finding("ok", "backup disk", f"Backups in {folder.parent} are on another disk than the database")]
    says = f"Backups in {folder.parent} are on the database's own disk, and are lost with it"
    return [Finding("warn", "backup disk", says, "Back up into a folder on another disk: `safehold backup --base FOLDER`.")]
