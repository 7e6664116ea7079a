"""What tests start hears SIGHUP, though whoever started the tests had it ignored."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heard() -> Iterator[None]:
    """For what is started meanwhile: under nohup SIGHUP is ignored, a child inherits that, and one that is to end by it would not."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)
