"""Whether an error says that the database cannot be asked just now, and not that something is wrong with what was asked."""

import psycopg

# Shutting down or recovering, connections cut or refused, nothing left of connections, disk or memory.
_PASSING = ("57P", "080", "53")


def out_of_reach(error: BaseException | None) -> bool:
    """Takes Django's wrappers too."""
    cause = error if error is None or isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.OperationalError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(_PASSING)
