"""gunicorn's worker of threads, which waits for nobody longer than it says: a thread that reads a request, or sends an answer, is given
back when its time is over. It leaves a connection to whichever worker has less to answer (turns.py)."""

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from safehold.running.patience import patience
from safehold.running.turns import turns

_LEFT = 0.005  # seconds for which a connection is left to others
_LONGEST = 0.025  # seconds after which it is taken all the same: whoever should have may be stuck


class Worker(ThreadWorker):
    _again = 0.0  # when this one looks at what comes again
    _since = 0.0  # since when what has come is left to others

    def accept(self, listener: Any) -> None:
        now = time.monotonic()
        if now > self._again + _LEFT:  # what was left to others has been taken
            self._since = now
        if turns.mine() or now - self._since > _LONGEST:
            super().accept(listener)
        else:
            self._again = now + _LEFT
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:
        if not enabled or time.monotonic() >= self._again:
            super().set_accept_enabled(enabled)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        left = self._again - time.monotonic()
        super().wait_for_and_dispatch_events(min(timeout, left) if left > 0 else timeout)

    def handle(self, conn: Any) -> Any:
        patience.until(conn.sock)
        try:
            return super().handle(conn)
        finally:
            patience.enough(conn.sock)

    def murder_pending(self) -> None:
        """Called about once a second, also while it stops."""
        super().murder_pending()
        patience.end()
