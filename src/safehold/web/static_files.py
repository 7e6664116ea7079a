"""Serving the static files from the same process, hashed where they have been collected and plainly where they have not."""

from pathlib import Path
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(WhiteNoiseMiddleware):
    def add_files(self, root: Any, prefix: Any = None) -> None:
        """The folder of collected files is there only where they have been collected."""
        if Path(root).is_dir():
            super().add_files(root, prefix)


class Hashed(CompressedManifestStaticFilesStorage):
    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
