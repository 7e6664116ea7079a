"""Whose looks stay beyond their time: those at people and cases of a record that is held, by the same holds that stop disposal."""

from typing import Any

from safehold.access.looking.held import Held
from safehold.chronology.history import History
from safehold.chronology.recording import rows
from safehold.retention.holds import holds
from safehold.retention.on_file import Subject, filed, held_over_all, subjects_of
from safehold.retention.reading import schedule_of


def looks_held(cursor: Any, now: int) -> Held:
    """Whoever asks has a cursor that may read all of the chronology."""
    schedule = schedule_of()
    starts = sorted({holding.starts for holding in schedule.holds})
    seqs = [seq for (seq,) in rows(cursor, "SELECT seq FROM chronology_event WHERE kind = ANY(%s)", [starts])]
    everything = bool(holds(History(held_over_all(cursor)), schedule.holds, now))
    persons, case_ids = set[int](), set[str]()
    for record in filed(cursor, _near(cursor, seqs)):
        on_file = record.on_file
        if holds(History(on_file.around), schedule.holds, now):
            persons |= {*record.subject.persons}
            case_ids.add(record.subject.id)
    return Held(everything, frozenset(persons), frozenset(case_ids))


def _near(cursor: Any, seqs: list[int]) -> list[Subject]:
    """In whose records these are, and every other case of these people: what holds one of somebody's records holds them all."""
    found = {subject.id: subject for subject in subjects_of(cursor, seqs)}
    persons = sorted({person for subject in found.values() for person in subject.persons})
    query = "SELECT id, victim_id, suspect_id FROM identity_case WHERE victim_id = ANY(%s::bigint[]) OR suspect_id = ANY(%s::bigint[])"
    found |= {row[0]: Subject(*row) for row in rows(cursor, query, [persons, persons])}
    return [found[name] for name in sorted(found)]
