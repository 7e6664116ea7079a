"""A file that a command writes: whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole(file: Path) -> Iterator[TextIO]:
    """What was there stands until the new is whole. A device or a pipe is written as it is."""
    if file.exists() and not file.is_file():
        with file.open("w", encoding="utf-8") as written:
            yield written
        return
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("w", encoding="utf-8") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        part.replace(file)
    except FileNotFoundError as error:
        raise FileNotFoundError(error.errno, error.strerror, str(file)) from None
    finally:
        part.unlink(missing_ok=True)
