"""Requests are taken whole before any of the few threads that work begins on one, and those who send or read slowly hold none of these.
Calls have a thread of their own: whoever has somebody on the line does not wait behind long lists. So have those who sign in, of whom many
come at once when a shift begins, the site's own files, and the questions of whatever watches over it. More threads would not answer more:
they take turns at Python, hundreds of times a page, and each page would take longer. More processes do (`safehold serve --workers`).

A thread that works has a connection to the database for as long as it lives, so there are few. Reading needs none, so many may read at
once (config/gunicorn.py), each until its deadline (patience.py).
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from io import BytesIO
from typing import Any

from safehold.running.patience import patience
from safehold.running.turns import turns

AT_WORK = 1  # threads of one process that answer, beside those of LANES
ASIDE = ("/sign-in", "/static/", "/health/")  # lanes whose work keeps no page waiting
LANES = {"/calls/": 1, "/sign-in": 1, "/static/": 1, "/health/": 1}
LONGEST = 5_000_000  # bytes: more than any page or the interface takes (access/systems/limits.yaml); no more is read, and they refuse it
_CUT_OFF = ("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0"), ("Connection", "close")])

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Whole:
    """A WSGI application in front of another. What it answers is whole, too, before the first byte of it is sent."""

    def __init__(self, application: Application, at_work: int = AT_WORK) -> None:
        self.application = application
        self.working = ThreadPoolExecutor(at_work, thread_name_prefix="work")
        self.lanes = {path: ThreadPoolExecutor(many, thread_name_prefix=path.strip("/")) for path, many in LANES.items()}

    def __call__(self, request: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if not _read(request):
            start_response(*_CUT_OFF)  # part of a form is no form
            return []
        sender = request.get("gunicorn.socket")
        patience.enough(sender)
        path = request.get("PATH_INFO", "")
        lane = next((lane for begins, lane in self.lanes.items() if path.startswith(begins)), self.working)
        with nullcontext() if path.startswith(ASIDE) else turns:
            answer = lane.submit(_answer, self.application, request).result()
        start_response(*answer.started)
        patience.until(sender)  # for whoever reads slowly
        return answer.parts


class _Answer:
    def __init__(self, started: tuple[Any, ...], parts: list[bytes]) -> None:
        self.started, self.parts = started, parts


def _read(request: dict[str, Any]) -> bool:
    """Puts what was sent in the place of where it is read from; whether all of it came."""
    said = request.get("CONTENT_LENGTH") or "0"
    length = int(said) if said.isascii() and said.isdigit() else 0
    wanted = min(length, LONGEST)
    sent = request["wsgi.input"].read(wanted) if wanted else b""
    request["wsgi.input"] = BytesIO(sent)
    return len(sent) == wanted


def _answer(application: Application, request: dict[str, Any]) -> _Answer:
    request = {name: value for name, value in request.items() if name != "wsgi.file_wrapper"}  # would read a file only as it is sent
    started: list[tuple[Any, ...]] = []
    written: list[bytes] = []

    def start_response(*given: Any) -> Callable[[bytes], None]:
        started.append(given)
        return written.append

    found = application(request, start_response)
    try:
        parts = list(found)
    finally:
        if close := getattr(found, "close", None):
            close()
    return _Answer(started[-1], written + parts)
