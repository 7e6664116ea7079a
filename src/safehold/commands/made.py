"""How this folder's demonstration was made, and who serves it: two files beside its database."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from safehold.commands.starting import NotReady

DAY = 24 * 60 * 60


class Made(msgspec.Struct):
    """`until` is the end of what happened, in seconds since 1970; `filled` once all of it has been taken in. Made-up people's password
    is no secret, but the file is its user's alone."""

    people: int
    months: int
    seed: int
    until: int
    password: str = ""
    filled: bool = False

    def days_old(self, now: float) -> int:
        return int((now - self.until) // DAY)


def exists(home: Path) -> bool:
    return _note(home).exists()


def read(home: Path) -> Made | None:
    """Raises NotReady where the note cannot be read."""
    path = _note(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Made)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise NotReady(f"{path} is damaged. Start afresh with `safehold demo --fresh`.") from error


def write(home: Path, made: Made) -> None:
    path = _note(home)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_bytes(msgspec.json.encode(made))
    part.rename(path)


def forget(home: Path) -> None:
    """Before everything is made anew: the note, and the heads that `verify` noted of chains which will not be there."""
    for path in (_note(home), home / "heads.jsonl"):
        path.unlink(missing_ok=True)


@contextmanager
def alone(home: Path) -> Iterator[tuple[int, Callable[[str], None]]]:
    """Only one demonstration at a time in a folder: a descriptor that holds the place for as long as any process has it open, and a
    function to say where it is served. Raises NotReady, which tells where the other is."""
    file = os.open(home / "demonstration.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        address = os.read(file, 200).decode()
        os.close(file)
        if address:
            raise NotReady(f"The demonstration is being served already, at {address}") from error
        raise NotReady("Another `safehold demo` is getting ready here. It will say at which address.") from error
    os.ftruncate(file, 0)
    try:
        yield file, lambda address: _say(file, address)
    finally:
        os.close(file)


def _say(file: int, address: str) -> None:
    os.pwrite(file, address.encode(), 0)


def _note(home: Path) -> Path:
    return home / "demonstration.json"
