"""gunicorn's worker of threads, which waits for nobody longer than it says: a thread that reads a request, or sends an answer, is given
back when its time is over."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from safehold.running.patience import patience


class Worker(ThreadWorker):
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
