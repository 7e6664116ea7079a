"""What the program that serves the site does beside it, in threads of its own: it lends Prometheus its figures, and where the database is
the embedded one it is the runner too, so that a laptop needs one program and no second."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def beside(*, figures: tuple[str, int] | None = None, runs: bool = False) -> Iterator[dict[str, str]]:
    """Variables for the site's processes. `figures` is the address on which these are to be read; `runs` is whether we are the runner."""
    with ExitStack() as stack:
        variables: dict[str, str] = {}
        if figures is not None:
            from safehold.running.exposition import exposed

            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="safehold-figures-"))
            stack.enter_context(exposed(*figures, folder))
            variables["PROMETHEUS_MULTIPROC_DIR"] = folder
        if runs:
            stack.enter_context(_runner())
        yield variables


@contextmanager
def _runner() -> Iterator[None]:
    """Started by whoever has the embedded database running, and ended before that is stopped."""
    from safehold.database.embedded import revive
    from safehold.running import runner
    from safehold.running.stopping import Stop

    stop = Stop()
    thread = threading.Thread(target=runner.run, args=(stop, revive), name="runner")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        stop.close()
