"""The database: whether it answers as it should, keeps apart what it must, and has the tables of this version."""

import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connections

from safehold.access import tables
from safehold.chronology.recording import rows
from safehold.database import roles
from safehold.practice.reviews.dipping.questions import Asked
from safehold.rulebook.adopting import agreed
from safehold.rulebook.current import CURRENT, Current
from safehold.running.doctor.finding import Finding, judged
from safehold.running.standing import missing

OLDEST = 150000
_KEPT = ("chronology_event", "chronology_about", "chronology_chain", "access_look")
_BARE = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity AND relname = ANY(%s) ORDER BY 1
"""
_ROLE = "SELECT session_user, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = session_user"
_MAY_CHANGE = f"SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege('{roles.APP}', t, 'UPDATE, DELETE, TRUNCATE')"  # nosec B608
_MAY_NOT_READ = f"SELECT t FROM unnest(%s::text[]) t WHERE NOT has_table_privilege('{roles.APP}', t, 'SELECT')"  # nosec B608


def records() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        yield from _server(cursor)
        yield from _signed_in_as(cursor)
        lacking = missing() if rows(cursor, "SELECT to_regclass('django_migrations')::text")[0][0] else {("everything", "")}
        names = ", ".join(sorted({app for app, _ in lacking}))
        says = f"Tables are missing or of another version: {names}" if lacking else "The tables are those of this version"
        mend = "Run `safehold migrate`, with DATABASE_OWNER_URL set where the database is a server’s; then the doctor again, for the rest."
        yield judged("migrations", not lacking, says, mend=mend)
        if not lacking:
            yield from _kept_apart(cursor)
            yield from _rules(cursor)
    yield _questions()


def _rules(cursor: Any) -> Iterator[Finding]:
    """As a process of the site would take them: its files, and what was agreed to since."""
    rules = Current(CURRENT.directory, CURRENT.area)
    rules.take(agreed(cursor))
    says = f"Rules are refused, and those before hold: {rules.refused}" if rules.refused else f"{len(rules.rules.by_id)} rules are read"
    mend = "Put right what is named there, in the folder of SAFEHOLD_RULES or by another change; the site takes it within a minute."
    yield judged("rules", not rules.refused, says, mend=mend)
    if rules.area and not rules.refused:
        own = sum(each.own for each in rules.rules.numbers.values())
        says = f"Numbers of the rules that are the area {rules.area}'s own: {own}"
        mend = "See whether SAFEHOLD_AREA is written as under `areas` in the rulebook's settings.yaml; until then all defaults hold."
        yield judged("area", own > 0, says, mend=mend, level="warn")


def _questions() -> Finding:
    """As a process of the site would take them."""
    asked = Asked(settings.SAFEHOLD_SAMPLE_QUESTIONS)
    asked.take()
    says = f"Questions are refused, and those before hold: {asked.refused}" if asked.refused else f"Version {asked.last} is the latest"
    mend = "Put right what is named there, in the file of SAFEHOLD_SAMPLE_QUESTIONS; the site takes it when a sample is drawn."
    return judged("questions of samples", not asked.refused, says, mend=mend)


def _server(cursor: Any) -> Iterator[Finding]:
    version, name, encoding, locale = rows(
        cursor,
        "SELECT current_setting('server_version_num')::int, current_setting('server_version'), pg_encoding_to_char(encoding), datcollate"
        " FROM pg_database WHERE datname = current_database()",
    )[0]
    yield judged("database", version >= OLDEST, f"PostgreSQL {name} answers", mend="Use PostgreSQL 15 or later.")
    fine = (encoding, locale) == ("UTF8", "C")
    yield judged(
        "encoding", fine, f"Text is {encoding}, ordered by {locale}", level="warn",
        mend="Make the database with ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0, and restore a backup into it.",
    )  # fmt: skip
    apart = abs(float(rows(cursor, "SELECT extract(epoch FROM clock_timestamp())")[0][0]) - time.time())
    says = f"This machine's clock and the database's are {apart:.0f} seconds apart"
    yield judged("clock", apart < 5, says, mend="Set both by the same time service: duties and looks are stored with these times.")
    durable = rows(cursor, "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')")[0]
    fine = durable[0] == "on" and durable[1] not in ("off", "local") and durable[2] == "on"
    says = "What is acknowledged is on the disk" if fine else "What is acknowledged may be lost when the power fails"
    yield judged("durability", fine, says, mend="Set fsync, synchronous_commit and full_page_writes to on.")
    used, most = rows(cursor, "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")[0]
    yield judged(
        "connections", used < most * 0.8, f"{used} of {most} connections are in use", level="warn",
        mend="Raise max_connections, or serve with fewer workers: each has six connections.",
    )  # fmt: skip


def _signed_in_as(cursor: Any) -> Iterator[Finding]:
    name, supers, bypasses, creates = rows(cursor, _ROLE)[0]
    says = f"The application signs in as {name}"
    mend = f"Let DATABASE_URL name {roles.APP}, which may do no more than it needs; `safehold migrate` makes it."
    yield judged("role", name == roles.APP and not (supers or bypasses or creates), says, mend=mend)
    owner = "owner" in connections.settings
    if owner:
        connection = connections["owner"]
        connection.ensure_connection()
        wanted = roles.missing(connection.connection)
        says = f"{len(wanted)} statements would put the roles right" if wanted else "The roles are as they should be"
        yield judged("roles", not wanted, says, mend="Run as an administrator: " + "; ".join(wanted))


def _kept_apart(cursor: Any) -> Iterator[Finding]:
    may = [name for (name,) in rows(cursor, _MAY_CHANGE, [list(_KEPT)])]
    says = f"The application may change or delete {', '.join(may)}" if may else "The application can add to the record and change nothing"
    revoke = f"Run as the owner: REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(may)} FROM {roles.APP};"
    yield judged("append only", not may, says, mend=revoke)
    unreadable = rows(cursor, _MAY_NOT_READ, [list(_KEPT)])
    says = f"The application may not read {', '.join(name for (name,) in unreadable)}" if unreadable else "It can read what it must"
    yield judged("grants", not unreadable, says, mend="Give back as the owner what was taken: GRANT SELECT ... TO safehold_app.")
    bare = [name for (name,) in rows(cursor, _BARE, [sorted(tables.standard().protected)])]
    says = f"No row security on {', '.join(bare)}" if bare else "Row security is on where rows are of people"
    switch = "; ".join(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY" for name in bare)
    yield judged("row security", not bare, says, mend=f"Find out who switched it off, and run as the owner: {switch};")
