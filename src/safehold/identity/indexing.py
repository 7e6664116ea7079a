"""Loads a table of mentions, however large, as an index that the history check can be asked of, for trying it at size.

It stands in a schema of its own with tables of the same shape, which the search path puts first while it is asked, so that the very code
that asks the record runs unchanged. These mentions have no events and make no cases: nothing of them is on a page, in a rebuild or in a
backup, and no new mention is compared with them. Their numbers are negative, so that nobody on record has one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg

from safehold.chronology.recording import rows
from safehold.database.backup import INDEX
from safehold.database.roles import COMMAND
from safehold.identity.index_rows import COLUMNS, Block

SCHEMA = INDEX
_MAKING = "indexed_in_making"
_TABLES = ("identity_profile", "identity_key", "identity_person", "identity_name")
# The same as the record's where the check reads them; a mention stands once.
_INDEXES = (
    "CREATE UNIQUE INDEX indexed_mention ON {0}.identity_profile (ref)",
    "ALTER TABLE {0}.identity_profile ADD PRIMARY KEY (id)",
    "CREATE INDEX indexed_person ON {0}.identity_profile (person_id)",
    "ALTER TABLE {0}.identity_key ADD PRIMARY KEY (key, profile_id)",
    "ALTER TABLE {0}.identity_person ADD PRIMARY KEY (id)",
    "CREATE INDEX indexed_name ON {0}.identity_name (name, person_id)",
    "CREATE INDEX indexed_name_reversed ON {0}.identity_name (reverse(name))",
    "CREATE INDEX indexed_name_of ON {0}.identity_name (person_id)",
)
# One process makes each index, in memory as far as this goes: parallel ones need shared memory that a container may not have.
_MEMORY = "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL max_parallel_maintenance_workers = 0"


class Twice(ValueError):
    """A mention_id that stands twice in the table; the message names it."""


class Index(msgspec.Struct, frozen=True):
    """What is loaded: of which file, how many mentions and people. `lost` where the server ended so suddenly that it is empty now."""

    file: str
    mentions: int
    persons: int
    lost: bool = False


def standing(cursor: Any) -> Index | None:
    """The index that is loaded, or None."""
    ((said, tables),) = rows(cursor, "SELECT obj_description(to_regnamespace(%s), 'pg_namespace'), to_regclass(%s)", _NAMES)
    if said is None or tables is None:
        return None
    found = msgspec.json.decode(said, type=Index)
    ((any_left,),) = rows(cursor, f"SELECT EXISTS (SELECT FROM {SCHEMA}.identity_profile)")  # nosec B608
    return found if any_left or not found.mentions else msgspec.structs.replace(found, lost=True)


_NAMES = [SCHEMA, f"{SCHEMA}.identity_profile"]


@contextmanager
def asked(cursor: Any) -> Iterator[None]:
    """Inside, this connection's checks are of the index and not of the record."""
    cursor.execute(f"SET search_path TO {SCHEMA}, public")
    try:
        yield
    finally:
        cursor.execute("RESET search_path")


class Loading:
    """The making of an index, within the caller's one transaction as the owner: until that ends, and if it fails, what stood stands."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.mentions = self.persons = self.unread_births = 0
        cursor.execute(f"DROP SCHEMA IF EXISTS {_MAKING} CASCADE; CREATE SCHEMA {_MAKING}; {_MEMORY}")
        for table in _TABLES:
            # Not logged: it can be loaded again, and a load that is logged writes everything twice.
            cursor.execute(f"CREATE UNLOGGED TABLE {_MAKING}.{table} (LIKE public.{table} INCLUDING DEFAULTS)")

    def take(self, block: Block) -> None:
        self.mentions += block.mentions
        self.persons += block.persons
        self.unread_births += block.unread_births
        for table, content in block.tables.items():
            with self.cursor.copy(f"COPY {_MAKING}.{table} ({', '.join(COLUMNS[table])}) FROM STDIN (FORMAT binary, FREEZE)") as copy:
                copy.write(content)

    def finish(self, file: str) -> Index:
        """Raises Twice."""
        for statement in _INDEXES:
            try:
                self.cursor.execute(statement.format(_MAKING))
            except psycopg.errors.UniqueViolation as error:
                raise Twice(f"a mention stands twice in it: {error.diag.message_detail}") from error
        found = Index(file, self.mentions, self.persons)
        self.cursor.execute(
            f"ANALYZE {', '.join(f'{_MAKING}.{table}' for table in _TABLES)}; DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;"
            f" ALTER SCHEMA {_MAKING} RENAME TO {SCHEMA}; GRANT USAGE ON SCHEMA {SCHEMA} TO {COMMAND};"
            f" GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {COMMAND}"
        )
        comment = msgspec.json.encode(found).decode().replace("'", "''")
        self.cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{comment}'")
        return found


def drop(cursor: Any) -> None:
    cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
