"""Serving the static files from the same process."""

from pathlib import Path
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    def add_files(self, root: Any, prefix: Any = None) -> None:
        """The folder of collected files is there only where they have been collected; elsewhere they are found."""
        if Path(root).is_dir():
            super().add_files(root, prefix)
