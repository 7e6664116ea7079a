"""Logs: one JSON object a line on standard error, with nobody's name in it.

What a log line may hold is a short list of fields. Of what libraries log only the template is kept, never what fills it in; of a fault its
kind and its place in the code, never its message, since an error's own words may quote a form, a row or a parameter.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from safehold.running.faults import fault

# What a line may say. Anything else that is given is left out.
FIELDS = {
    "event", "request_id", "view", "method", "status", "ms", "agency", "role", "job", "count", "check", "port", "what",
}  # fmt: skip


class Line(logging.Formatter):
    fields = FIELDS

    def format(self, record: logging.LogRecord) -> str:
        ours = record.msg if isinstance(record.msg, dict) else _of_library(record)
        error = ours.get("exc_info") or (record.exc_info[1] if record.exc_info else None)
        error = sys.exc_info()[1] if error is True else error
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **structlog.contextvars.get_contextvars(),
            **ours,
        }
        line = {name: value for name, value in said.items() if name in self.fields or name in ("at", "level", "logger")}
        if isinstance(error, BaseException):
            line["fault"] = fault(error)
        return msgspec.json.encode(line).decode()


def _of_library(record: logging.LogRecord) -> dict[str, Any]:
    """A message without parts to fill in may have been put together already, with whatever was in them."""
    if record.name == "django.request":
        return {"event": "fault"}
    return {"event": str(record.msg) if record.args else f"{record.module}:{record.lineno}"}


# Of a request that was refused Django says the address; our own line says the page.
LEVELS = {"django": "WARNING", "django.request": "ERROR", "django.db.backends": "WARNING", "gunicorn.error": "WARNING"}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "safehold.running.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "safehold": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        **{name: {"handlers": ["stderr"], "level": level, "propagate": False} for name, level in LEVELS.items()},
    },
}


def configure() -> None:
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.raiseExceptions = False  # a line that cannot be written is lost; shown, it would be with all that was in it
