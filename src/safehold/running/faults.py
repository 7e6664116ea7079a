"""A fault as it may be logged: of what kind, and where in the code; never its message, its arguments or the values of any variable."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
import structlog

_MOST = 8  # places
_OURS = Path(__file__).resolve().parents[1]


def fault(error: BaseException) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": _kind(error), "places": _places(error.__traceback__)}
    if causes := [_kind(each) for each in _causes(error)]:
        found["causes"] = causes
    database = next((each for each in (error, *_causes(error)) if isinstance(each, psycopg.Error)), None)
    if database is not None:
        # Names of the schema. What PostgreSQL says besides, in its message and its detail, quotes the row.
        said = {"sqlstate": database.sqlstate, "table": database.diag.table_name, "constraint": database.diag.constraint_name}
        found |= {name: value for name, value in said.items() if value}
    return found


def in_a_line(error: BaseException) -> str:
    """For whoever ran a command."""
    places = _places(error.__traceback__)
    return f"a fault of the program ({_kind(error)} at {places[-1] if places else 'an unknown place'}). Nothing half done was kept."


def catch_all() -> None:
    """What nobody catches is logged the same way, in any thread, instead of shown with its message."""
    sys.excepthook = lambda _kind, error, _trace: _log(error)
    threading.excepthook = lambda given: _log(given.exc_value) if given.exc_value else None


def _log(error: BaseException) -> None:
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        return
    structlog.get_logger("safehold").critical("fault", exc_info=error)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    while (cause := error.__cause__ or error.__context__) is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        error = cause


def _places(trace: TracebackType | None) -> list[str]:
    """From the outermost to where it was raised, those in Safehold and the last."""
    places: list[tuple[bool, str]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        ours = path.is_relative_to(_OURS)
        name = path.relative_to(_OURS.parent).as_posix() if ours else "/".join(path.parts[-2:])
        places.append((ours, f"{name}:{trace.tb_lineno} {code.co_name}"))
        trace = trace.tb_next
    kept = [place for number, (ours, place) in enumerate(places) if ours or number == len(places) - 1]
    return kept[-_MOST:]
