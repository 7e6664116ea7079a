import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def home_of_its_own() -> Iterator[Path]:
    """A home not yet made, in a folder that PostgreSQL's user can reach where we are root; pytest's own folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="safehold-home-"))
    folder.chmod(0o711)
    try:
        yield folder / "home"
    finally:
        shutil.rmtree(folder)
