"""Secrets that are given as files, as a vault mounts them: `SAFEHOLD_SECRET_KEY_FILE=/run/secrets/key` says where SAFEHOLD_SECRET_KEY
stands. So no secret need stand in a unit file or in the environment with which a program is started."""

import os
from collections.abc import MutableMapping
from pathlib import Path

SUFFIX, OURS = "_FILE", ("SAFEHOLD_", "DATABASE_")
LONGEST = 64 * 1024


class SecretUnreadable(Exception):
    """A file that a variable names cannot be used; the message says which, and holds nothing of it."""


def read_mounted(environment: MutableMapping[str, str] = os.environ) -> None:
    """Puts what the files hold in the places of their variables. A file counts before a variable of the same name: one that was renewed
    is read anew by whatever is started next."""
    for name in [each for each in environment if each.startswith(OURS) and each.endswith(SUFFIX)]:
        path = Path(environment[name])
        try:
            size = path.stat().st_size
            text = path.read_text(encoding="utf-8").strip() if size <= LONGEST else ""
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not text"
            raise SecretUnreadable(f"{name} names {path}, which cannot be read: {why}.") from error
        if not text or "\n" in text or "\0" in text:
            raise SecretUnreadable(f"{name} names {path}, which must hold one line, and no more than {LONGEST} bytes.")
        environment[name.removesuffix(SUFFIX)] = text
