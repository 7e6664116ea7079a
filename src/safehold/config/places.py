"""Where things are: Safehold's own folder, and the databases that the environment names."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

HOME = Path(os.environ.get("SAFEHOLD_HOME", ".safehold")).absolute()


class BadAddress(ValueError):
    """An address of a database that cannot be read; the message never holds the password."""


def database_from(name: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL that an environment variable names; without it, ones that say what to start."""
    address = os.environ.get(name, "")
    if not address:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "safehold", "HOST": str(HOME / "not-started")}
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadAddress(f"{name} must start with postgresql://")
    query = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"{name} has a port that is not a number") from error
    options = {key: value for key, value in query.items() if key != "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "safehold",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }
