"""How far each agency's records reach, by feed, as the agency declares it. One that declares nothing records as things happen."""

from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.history import History
from safehold.chronology.recording import Derivation, rows
from safehold.chronology.store import load
from safehold.chronology.times import read_when
from safehold.identity.involvement import Touched

KIND = "coverage.declared"
COVERAGE = Table("rulebook_coverage", ("agency", "feed"), ("complete_through", "kinds", "declared"))


def apply(derivation: Derivation) -> None:
    """Works out anew what the touched agencies declare. Declarations are few, so all of an agency's are read again."""
    touched = derivation.get(Touched)
    agencies = {event.agency for event in touched.history.by_id.values() if event.kind == KIND and touched.seq(event) in touched.thread}
    if agencies:
        standing = declared(declarations(derivation.cursor, sorted(agencies)))
        derivation.wanted.append(Wanted(COVERAGE, "agency", sorted(agencies), standing))


def declared(history: History) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The last word on each feed. A declaration that does not say how far it reaches says nothing."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for event in history.events:
        if event.kind == KIND and "complete_through" in event.data:
            found[event.agency, _feed(event)] = (
                read_when(event.data["complete_through"]).latest,
                sorted(event.data.get("kinds", ())),
                event.occurred_at.latest,
            )
    return found


def _feed(event: Event) -> str:
    return str(event.data.get("feed", ""))


def declarations(cursor: Any, agencies: list[str]) -> History:
    """Every declaration of these agencies, with what corrects or voids one."""
    found = rows(
        cursor,
        "WITH said AS (SELECT seq, source, source_id FROM chronology_event WHERE kind = %s AND agency = ANY(%s))"
        " SELECT seq FROM said UNION SELECT a.event_id FROM said s JOIN chronology_about a"
        " ON a.source = s.source AND a.source_id = s.source_id"
        " UNION SELECT c.seq FROM said s JOIN chronology_event c ON c.corrects_id IS NOT NULL"
        " AND c.corrects_source = s.source AND c.corrects_id = s.source_id",
        [KIND, agencies],
    )
    return History(load(cursor, [seq for (seq,) in found]).values())
