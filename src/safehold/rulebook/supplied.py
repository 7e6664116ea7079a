"""What duties rest on beyond their case, for the stored state: read for the cases at hand, and followed up in the cases of others.

Two tables meet by index: what events make known (rulebook_supplied), and which events' duties rest on it (rulebook_resting). What comes to
be known, or no longer is, is marked to be worked out again around every event that rests on it, in transactions of their own: these
are of other people, who are not locked here. An agency's first record of a kind may so bear on all that it ever recorded.

Somebody else may be recording the one while the other is recorded here, and neither would see the other's. So whoever reads a matter shares
a lock on it until the end of the transaction, and whoever changes it has that lock alone.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zlib import crc32

import msgspec

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.history import History
from safehold.chronology.recording import Derivation, copy, rows
from safehold.chronology.store import load
from safehold.identity.involvement import Cases, Touched
from safehold.identity.threads import thread
from safehold.rulebook.beyond import ANYBODY, Beyond, Matter
from safehold.rulebook.current import CURRENT
from safehold.rulebook.rulebook import Rulebook

SUPPLIED = Table("rulebook_supplied", ("event_id", "agency", "kind", "of"))
RESTING = Table("rulebook_resting", ("event_id", "agency", "kind", "of"))
LOCKS = 64  # many matters share one: an import reads more of them than a server has locks to give


def apply(derivation: Derivation, touched: Touched) -> Cases:
    """The cases around what is touched, each with all that its rules read beyond it."""
    beyond = _beyond()
    # All of the thread, not the new ones alone: what waits beside them is covered with them, and one may give another its people.
    of_thread = [(touched.seqs[event.id], event) for event in touched.history.by_id.values() if touched.seqs[event.id] in touched.thread]
    _supply(derivation, touched, [each for each in of_thread if each[1].kind in beyond.saying])
    asking = [(seq, event) for seq, event in of_thread if event.kind in beyond.asking]
    if asking:
        resting = {(seq, *matter): () for seq, event in asking if event.id in touched.history.place for matter in beyond.asked(event)}
        derivation.wanted.append(Wanted(RESTING, "event_id", [seq for seq, _ in asking], resting))
    return _with_what_they_rest_on(derivation.cursor, touched)


def _supply(derivation: Derivation, touched: Touched, saying: list[tuple[int, Event]]) -> None:
    """Writes at once what these events make known, since the cases at hand may rest on it, and has marked what else does."""
    if not saying:
        return
    cursor, seqs = derivation.cursor, [seq for seq, _ in saying]
    now = {(seq, *matter) for seq, event in saying if event.id in touched.history.place for matter in _said(event, touched)}
    at_all = {matter for matter in map(_matter, now) if matter.at_all}
    held, known = _locked(cursor, at_all, (_HELD, [seqs]), (_STILL_KNOWN, [*_columns(at_all), seqs]))
    before = set(held)
    if now == before:
        return
    turned = {_matter(each) for each in now ^ before} - {Matter(*row) for row in known}
    if turned:
        (known,) = _locked(cursor, turned, (_STILL_KNOWN, [*_columns(matter for matter in turned if matter.at_all), seqs]), alone=True)
        turned -= {Matter(*row) for row in known}
    if gone := before - now:
        cursor.executemany("DELETE FROM rulebook_supplied WHERE event_id = %s AND agency = %s AND kind = %s AND of = %s", sorted(gone))
    copy(cursor, SUPPLIED.name, SUPPLIED.columns, sorted(now - before))
    if turned:
        derivation.marked |= {seq for (seq,) in rows(cursor, _RESTING_ON, _columns(turned))} - touched.thread


def _matter(row: tuple[Any, ...]) -> Matter:
    return Matter(*row[1:])


def _said(event: Event, touched: Touched) -> set[Matter]:
    concern = touched.concern[event.id]
    return _beyond().said(event, of_nobody=not (event.people or concern.victims or concern.suspects))


def _with_what_they_rest_on(cursor: Any, touched: Touched) -> Cases:
    beyond, history = _beyond(), touched.history
    asking = {event.id: event for record in touched.records.values() for event in record.events if event.kind in beyond.asking}
    asked = {matter for event in asking.values() for matter in beyond.asked(event)}
    # That there is any is seen in the cases themselves, mostly.
    asked -= {matter for matter in asked if matter.at_all and history.recorded(matter.agency, matter.kind)}
    if not asked:
        return touched.around
    (found,) = _locked(cursor, asked, (_READ, _columns(asked)))
    if not found:
        return touched.around
    seqs = {seq for seq, _ in found}
    events = load(cursor, seqs)
    if any(event.corrects is not None for event in events.values()):
        events = load(cursor, thread(cursor, seqs))  # what points to what was corrected points to what stands for it
    wider = History([*history.by_id.values(), *events.values()])
    of_nobody = sorted((events[seq] for seq, agency in found if agency == ANYBODY), key=lambda event: event.order)
    more = {"history": wider, "agency_events": tuple(of_nobody)}
    return {key: msgspec.structs.replace(record, **more) for key, record in touched.around.items()}


def rested_on(cursor: Any, history: History) -> dict[int, Event]:
    """What the duties of these events rest on beyond them, by sequence number, with what corrects it. For reading: nothing is locked."""
    beyond = _beyond()
    asked = {matter for event in history.events if event.kind in beyond.asking for matter in beyond.asked(event)}
    found = rows(cursor, _READ, _columns(asked)) if asked else []
    return load(cursor, thread(cursor, {seq for seq, _ in found})) if found else {}


_HELD = "SELECT event_id, agency, kind, of FROM rulebook_supplied WHERE event_id = ANY(%s::bigint[])"
# What other events make known as well, so that nothing turns on these.
_STILL_KNOWN = """
SELECT m.agency, m.kind, m.of FROM unnest(%s::text[], %s::text[], %s::text[]) AS m(agency, kind, of)
 WHERE EXISTS (SELECT FROM rulebook_supplied s
    WHERE s.agency = m.agency AND s.kind = m.kind AND s.of = m.of AND s.event_id <> ALL(%s::bigint[]))
"""
_RESTING_ON = """
SELECT DISTINCT r.event_id FROM unnest(%s::text[], %s::text[], %s::text[]) AS m(agency, kind, of)
  JOIN rulebook_resting r ON r.agency = m.agency AND r.kind = m.kind AND r.of = m.of
"""
# Of what matters only for being there at all, one is read.
_READ = """
SELECT DISTINCT s.event_id, m.agency FROM unnest(%s::text[], %s::text[], %s::text[]) AS m(agency, kind, of) CROSS JOIN LATERAL (
    SELECT event_id FROM rulebook_supplied s WHERE s.agency = m.agency AND s.kind = m.kind AND s.of = m.of
     ORDER BY event_id LIMIT CASE WHEN m.agency <> '' AND m.of = '' THEN 1 END
) s
"""


def _columns(matters: Iterable[Matter]) -> list[list[str]]:
    return [list(column) for column in zip(*sorted(matters), strict=True)] or [[], [], []]


def _locked(cursor: Any, matters: Iterable[Matter], *queries: tuple[str, list[Any]], alone: bool = False) -> list[list[tuple[Any, ...]]]:
    """What each query finds once these matters are locked, in one order, so that nobody waits for one who waits for them."""
    numbers = sorted({crc32("\x1f".join(matter).encode()) % LOCKS for matter in matters})
    readers = []
    with cursor.connection.pipeline():
        if numbers:
            lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            cursor.execute(f"SELECT {lock}(9, n) FROM unnest(%s::int[]) n", [numbers])  # nosec B608
        for query, parameters in queries:
            reader = cursor.connection.cursor()
            reader.execute(query, parameters)
            readers.append(reader)
    return [reader.fetchall() for reader in readers]


def _beyond() -> Beyond:
    return _beyond_of(CURRENT.rules)


@lru_cache(maxsize=2)
def _beyond_of(rules: Rulebook) -> Beyond:
    return Beyond(rules)
