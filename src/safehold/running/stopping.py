"""Being asked to stop. A signal may come just as its own wait is entered or left, where an Event holds its lock and would wait for itself
for ever: so this is a byte in a pipe, which needs none."""

import os
import select


class Stop:
    def __init__(self) -> None:
        self._reads, self._writes = os.pipe()
        os.set_blocking(self._writes, False)
        self._asked = False

    def set(self, *_: object) -> None:
        """From a signal's handler, or from any thread."""
        if not self._asked:
            self._asked = True
            os.write(self._writes, b".")

    def is_set(self) -> bool:
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Until asked, at most so long; whether it was."""
        select.select([self._reads], [], [], seconds)
        return self._asked

    def close(self) -> None:
        os.close(self._reads)
        os.close(self._writes)
