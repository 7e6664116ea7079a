"""What is due, what would go, and what not and why: over all records, of one agency or of all. Nothing is changed by looking."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from safehold.chronology.recording import rows
from safehold.chronology.session import recorder
from safehold.retention.deciding import decided, goes_on, lapsed, of_record, standing
from safehold.retention.models import Decision
from safehold.retention.on_file import ALONE, Filed, filed, subjects
from safehold.retention.reading import schedule_of
from safehold.retention.standing import Standing, stand
from safehold.retention.years import years_after


class Row(NamedTuple):
    record: Filed
    standing: Standing
    decisions: list[Decision]

    @property
    def kind(self) -> str:
        """What the record is of: a victim and a suspect, a victim alone, or somebody in no case."""
        if self.record.subject.id.startswith(ALONE):
            return "person"
        return "victim" if self.record.subject.suspect is None else "pair"

    @property
    def goes_on(self) -> int | None:
        """The instant from which what was approved goes; None where nothing was, or another has to confirm it."""
        removing = [each for each in self.decisions if not each.keep and not lapsed(each, self.standing.may_go)]
        return next((goes_on(each) for each in removing), None)


def overview(now: int, agency: str = "", most: int | None = None) -> Iterator[Row]:
    """Everything old enough for a question to arise, what has been quiet longest first; the caller has a transaction. An agency's own
    records, or all; of at most so many subjects."""
    by_event = _decisions(agency)
    with recorder() as cursor:
        areas = {area for (area,) in rows(cursor, "SELECT DISTINCT area FROM access_agency")} | {""}
        before = years_after(now, -min(schedule_of(area).shortest for area in areas))
        for record in filed(cursor, subjects(cursor, before, agency)[:most], agency):
            named = {decision.pk: decision for seq in record.seqs for decision in by_event.get(seq, ())}
            mine = of_record(record, [named[number] for number in sorted(named)])
            yield Row(record, stand(record.on_file, schedule_of(record.area), decided(mine), now), mine)


def _decisions(agency: str) -> Mapping[int, list[Decision]]:
    """Those that stand, by the events that they name."""
    found: dict[int, list[Decision]] = {}
    for decision in standing().filter(agency=agency) if agency else standing():
        for seq in decision.events:
            found.setdefault(seq, []).append(decision)
    return found
