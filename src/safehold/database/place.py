"""Where the embedded database lives, and as whom it runs.

PostgreSQL refuses to run as root. Started by root it runs as the owner of its data if there is one, else as `nobody`, and
then its folder must be one that this user can reach: root's home usually is not, so it lies under /var/lib/safehold instead
and Safehold's home holds a note of where.
"""

import hashlib
import os
import pwd
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from safehold.database.errors import DatabaseUnavailable

UNPRIVILEGED = "nobody"
ELSEWHERE = Path("/var/lib/safehold")
LONGEST_SOCKET_PATH = 103  # macOS; Linux allows 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class User:
    uid: int
    gid: int

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)


@dataclass(frozen=True)
class Place:
    home: Path  # ours: locks and passwords
    server: Path  # the server's: data, log, socket, programs
    user: User

    @property
    def data(self) -> Path:
        return self.server / "data"

    @property
    def log(self) -> Path:
        return self.server / "server.log"

    @property
    def passwords(self) -> Path:
        return self.home / "passwords.json"

    @property
    def sockets(self) -> Path:
        """A folder whose path is short enough for a socket, however long the home's is."""
        folder = self.server / "socket"
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return folder
        # Whoever may have made this folder before us, its owner is checked before use.
        return Path("/tmp") / f"safehold-{hashlib.sha256(os.fsencode(self.server)).hexdigest()[:16]}"  # nosec B108

    @property
    def changes_user(self) -> bool:
        return os.geteuid() != self.user.uid

    def give(self, path: Path, mode: int) -> None:
        """Hands a file or folder to the server's user."""
        path.chmod(mode)
        if self.changes_user:
            os.chown(path, self.user.uid, self.user.gid)


def make_home(home: Path) -> None:
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(0o711)  # the server's user passes through it; what is secret in it is closed by itself


def default_home() -> Path:
    return Path(os.environ.get("SAFEHOLD_HOME") or ".safehold").expanduser().absolute()


def find(home: Path) -> Place:
    """The place of this home, making nothing."""
    note = home / "server-folder"
    server = Path(note.read_text("utf-8").strip()) if note.is_file() else home / "server"
    return Place(home, server, _user(server / "data"))


def prepare(home: Path, *, elsewhere: Path = ELSEWHERE) -> Place:
    """The place of this home, its folders made."""
    try:
        place = find(home)
        if place.changes_user and not place.server.exists():
            place = _reachable(place, elsewhere)
        if not place.server.exists():
            place.server.mkdir(parents=True)
            place.give(place.server, 0o700)
        _make_sockets(place)
    except OSError as error:
        raise DatabaseUnavailable(
            f"Safehold cannot write to {error.filename or home}: {error.strerror}. Set SAFEHOLD_HOME to a folder that {_me()} may write to."
        ) from error
    owner = place.server.stat().st_uid
    if owner != place.user.uid or (os.geteuid() not in (0, owner)):
        raise DatabaseUnavailable(
            f"The database in {place.server} belongs to {User(owner, 0).name}, and you are {_me()}. "
            f"Run Safehold as {User(owner, 0).name}, or set SAFEHOLD_HOME to a folder of your own."
        )
    return place


def can_reach(path: Path, user: User) -> bool:
    return all(_may_enter(folder, user) for folder in (path, *path.parents) if folder.is_dir())


def _reachable(place: Place, elsewhere: Path) -> Place:
    """A place that the server's user can reach."""
    if can_reach(place.home, place.user):
        return place
    elsewhere.mkdir(parents=True, exist_ok=True)
    elsewhere.chmod(0o711)
    server = elsewhere / f"{place.home.parent.name or 'root'}-{secrets.token_hex(4)}"
    (place.home / "server-folder").write_text(f"{server}\n", "utf-8")
    return Place(place.home, server, place.user)


def _make_sockets(place: Place) -> None:
    folder = place.sockets
    if not folder.exists():
        folder.mkdir(mode=0o700)
        place.give(folder, 0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != place.user.uid:
        raise DatabaseUnavailable(
            f"{folder} is needed for the database's socket, but it belongs to someone else. Remove it, or choose a shorter SAFEHOLD_HOME."
        )


def _user(data: Path) -> User:
    me = User(os.geteuid(), os.getegid())
    if me.uid != 0:
        return me
    if data.exists() and (found := data.stat()).st_uid != 0:
        return User(found.st_uid, found.st_gid)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as error:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root, and there is no user {UNPRIVILEGED} to run it as. Run Safehold as an ordinary user."
        ) from error
    return User(entry.pw_uid, entry.pw_gid)


def _may_enter(folder: Path, user: User) -> bool:
    found = folder.stat()
    if found.st_uid == user.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == user.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _me() -> str:
    return User(os.geteuid(), os.getegid()).name
