"""Looks and attempts to get round what stops them, sent out as they happen to where whoever owns this database cannot change them: as lines
of JSON, by numbers alone, without a word that anybody typed. Only where whoever operates Safehold has said whereto."""

import copy
import logging
import logging.handlers
from typing import Any

from safehold.running import logs

VARIABLE = "SAFEHOLD_EVENTS_OUT"
# Of a look, or of somebody who tried: numbers that mean something beside the database alone.
FIELDS = {"look", "user", "kind", "persons", "cases", "purpose", "refused", "where_from"}
LOOKS, SECURITY = "safehold.looks", "safehold.security"


class BadPlace(ValueError):
    """The setting names no place to which lines can be sent."""


class Line(logs.Line):
    fields = logs.FIELDS | FIELDS


def logging_with(place: str) -> dict[str, Any]:
    """Django's LOGGING: nothing goes out where no place is named. Raises BadPlace."""
    found = copy.deepcopy(logs.LOGGING)
    found["formatters"]["outward"] = {"()": "safehold.running.outward.Line"}
    if place:
        found["handlers"]["outward"] = {**_handler(place), "formatter": "outward"}
    to = ["outward"] if place else ["stderr"]
    found["loggers"][SECURITY] = {"handlers": to, "level": "INFO", "propagate": False}
    found["loggers"][LOOKS] = {"handlers": to, "level": "INFO" if place else "CRITICAL", "propagate": False}
    return found


def _handler(place: str) -> dict[str, Any]:
    if place == "stderr":
        return {"class": "logging.StreamHandler"}
    kind, _, where = place.partition(":")
    host, _, port = where.rpartition(":")
    if kind == "syslog" and where.startswith("/"):
        address: Any = where
    elif kind == "syslog" and host and port.isascii() and port.isdigit():
        address = (host, int(port))
    else:
        raise BadPlace(f"{VARIABLE} is stderr, syslog:/dev/log or syslog:HOST:PORT, and not {place!r}")
    facility = logging.handlers.SysLogHandler.LOG_AUTHPRIV
    return {"class": "logging.handlers.SysLogHandler", "address": address, "facility": facility}
