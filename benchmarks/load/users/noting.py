"""What the site has acknowledged: each write is noted and forced to the disk before whoever made it goes on."""

import json
import os
import time
from pathlib import Path


class Notes:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def acknowledged(self, what: str, **said: str) -> None:
        line = json.dumps({"at": time.time(), "what": what, **said}) + "\n"
        os.write(self._file, line.encode())
        os.fdatasync(self._file)
