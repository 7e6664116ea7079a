"""What replay writes: a folder that is whole, or not there at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

NOTE = "_replay.json"
"""Stands in every folder of found duties and says how they were found: readers of Parquet pass over it, by its name. A folder without it
is nobody's to replace."""


class NotOurs(Exception):
    """A folder that cannot be written; the message says why."""


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Where to write. What was there stands until the new is whole; of a run that is broken off nothing is left, at the latest after the
    next. Raises NotOurs."""
    folder = folder.absolute()
    if folder.exists() and not (folder.is_dir() and ((folder / NOTE).is_file() or not any(folder.iterdir()))):
        raise NotOurs(f"{folder} holds something else than what a replay has found: name another folder, or take that away")
    if not folder.parent.is_dir():
        raise NotOurs(f"{folder}: there is no folder {folder.parent}")
    part, before = (folder.with_name(f".{folder.name}.{which}") for which in ("part", "before"))
    for left in (part, before):
        shutil.rmtree(left, ignore_errors=True)
    try:
        part.mkdir()
        yield part
        _kept(part)
        if folder.exists():
            folder.rename(before)
        part.rename(folder)
    finally:
        for left in (part, before):
            shutil.rmtree(left, ignore_errors=True)


def note(folder: Path, said: dict[str, Any]) -> None:
    (folder / NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(said)) + b"\n")


def _kept(folder: Path) -> None:
    """Every file is on the disk before any of them counts."""
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
