"""Asked before an event of an investigation is recorded in Safehold, on whatever page: what is missing is said, and nothing is recorded
(config/stages.py, GUARDING)."""

from safehold.chronology.envelope import Event, Refused
from safehold.chronology.history import History
from safehold.chronology.models import StoredEvent
from safehold.chronology.session import recorder
from safehold.chronology.store import load
from safehold.identity.actions import Asked
from safehold.identity.models import Case, CaseEvent
from safehold.practice.investigation.closing import lacking, lacking_unseen


class NotYet(Refused):
    """It may not be recorded as things stand; the message says what is missing."""


def outcome(asked: Asked) -> None:
    """Raises NotYet, as each of these does."""
    _refuse("crime.outcome", asked)


def screened_out(asked: Asked) -> None:
    _refuse("crime.screened_out", asked)


def penalty(asked: Asked) -> None:
    _refuse("penalty.issued", asked)


def interviewed(asked: Asked) -> None:
    _refuse("suspect.interviewed", asked)


def warned(asked: Asked) -> None:
    _refuse("suspect.warned", asked)


def file_sent(asked: Asked) -> None:
    _refuse("cps.file_sent", asked)


def _refuse(kind: str, asked: Asked) -> None:
    if asked.part:
        missing = lacking_unseen(kind, asked.data, asked.by.staff_id)
    else:
        missing = lacking(kind, asked.data, asked.by.staff_id, _events(asked))
    if missing:
        raise NotYet(" ".join(missing))


def _events(asked: Asked) -> tuple[Event, ...]:
    """All of the case of these people, or of what it is about: what another agency reviewed counts as well."""
    with recorder() as cursor:
        if "victim" in asked.persons:
            cases = Case.everything.filter(victim_id=asked.persons["victim"], suspect_id=asked.persons.get("suspect")).values("id")
        else:
            seqs = [
                seq
                for each in asked.about
                for seq in StoredEvent.objects.filter(source=each.source, source_id=each.id).values_list("seq", flat=True)
            ]
            cases = CaseEvent.objects.filter(event_id__in=seqs).values("case_id")
        of_cases = CaseEvent.objects.filter(case_id__in=cases).values_list("event_id", flat=True)
        events = load(cursor, sorted(set(of_cases)))
    return History(events.values()).events
