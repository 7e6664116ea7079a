"""For whom the database itself narrows what this thread reads (row security), as far as that is certain: inside the one transaction of
a request, from when its viewer is named, and not while it acts as another role. What surrounds a request opens it; whoever names the viewer
or takes another role says so here."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class _Here(threading.local):
    """`elsewhere` counts the other roles that are being acted as."""

    request: bool = False
    viewer: Hashable = None
    elsewhere: int = 0


_here = _Here()


@contextmanager
def request() -> Iterator[None]:
    """Stands inside the transaction. However the request ends, nobody is named after it."""
    _here.request, _here.viewer = True, None
    try:
        yield
    finally:
        _here.request, _here.viewer = False, None


def named(viewer: Hashable) -> None:
    _here.viewer = viewer if _here.request else None


@contextmanager
def otherwise() -> Iterator[None]:
    """For as long as the connection acts as a role that is not narrowed to the viewer."""
    _here.elsewhere += 1
    try:
        yield
    finally:
        _here.elsewhere -= 1


def to(viewer: Hashable) -> bool:
    """Whether all that is read now is what this viewer may see."""
    return viewer is not None and _here.viewer == viewer and not _here.elsewhere
