"""Recording something of people who are known already, and judging who is who. Each is one transaction, or nothing."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.module_loading import import_string

from safehold.access.involvement import lasting, working
from safehold.access.reading import matching
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.chronology.session import recorder
from safehold.chronology.writing import SOURCE, Writing
from safehold.identity.called import Called, called_in_case
from safehold.identity.emergency import in_emergency, settles_nothing
from safehold.identity.models import Case, CaseEvent, Mention, Profile
from safehold.identity.staff.assigning import refuse

JUDGEMENTS = ("linked", "not_linked", "unsure")


class NotAJudgement(ValueError):
    """What was chosen is not a judgement of who is who."""


class Gone(ValueError):
    """The people that were to be judged have been judged already, or are no longer apart."""


class Asked(msgspec.Struct, frozen=True):
    """What somebody is about to record, as a guard is asked of it (config/stages.py). `part` says that they see a part of the case alone,
    which was shared with them: what a guard says then tells nothing of the rest."""

    by: Viewer
    data: Mapping[str, Any]
    persons: Mapping[str, int]
    about: tuple[EventId, ...]
    part: bool = False


@transaction.atomic
def record_of(
    *,
    by: Viewer,
    kind: str,
    data: Mapping[str, Any],
    persons: Mapping[str, int],
    relation: str = "",
    about: Iterable[EventId] = (),
    occurred_at: str = "",
    note: str = "",
    emergency: bool = False,
) -> EventId:
    """Records an event that names these persons, by role, and sees to it that it is of them. Who may is the caller's to ask. Raises Refused
    where something has to come first (config/stages.py, GUARDING)."""
    about = tuple(about)
    must_come_first(kind, Asked(by, data, persons, about))
    writing = Writing(by, emergency=emergency)
    people = [_named(each, role, relation) for role, each in _called(persons).items()]
    event = writing.add(
        kind, data, about=about, people=[each for each in people if "family_name" in each or "given_name" in each],
        occurred_at=occurred_at, note=note,
    )  # fmt: skip
    record(writing.raws)
    if persons:
        _hold_together(by, event, persons)
    return event


@transaction.atomic
def record_in_case(
    *, by: Viewer, case: Case, kind: str, data: Mapping[str, Any], about: Iterable[EventId] = (), occurred_at: str = "", note: str = "",
    also: Mapping[str, int] = MappingProxyType({}), needs: str = "record_events",
) -> EventId:  # fmt: skip
    """Records what was done, on a case that the viewer has been found to see; `also` are others of its household whom it is for, by role;
    `needs` what they must be permitted. Raises NotAssigned."""
    by.must(needs, persons=pair(case).values(), case_ids=[case.id])
    refuse([case.id], kind, data)
    if lasting(by.agency, case_id=case.id).exists() and not working(by.agency).filter(case_id=case.id).exists():
        raise Refused("This case was shared with your agency to be viewed.", persons=pair(case).values(), case_ids=[case.id])
    broken = in_emergency(by, [case.id])
    if broken:
        settles_nothing(by, case.id, kind, data)
    return record_of(
        by=by, kind=kind, data=data, persons=pair(case) | dict(also), relation=case.relation, about=about, occurred_at=occurred_at,
        note=note, emergency=broken,
    )  # fmt: skip


def recorded(event: EventId) -> bool:
    """Whether anything is on record under this id, whoever may read it."""
    with matching():
        return StoredEvent.objects.filter(source=event.source, source_id=event.id).exists()


def cases_of(asked: Asked) -> list[Case]:
    """Those that it is to be recorded in, as far as they see them; of what names nobody, those of what it is about."""
    seen, persons = Case.objects.for_viewer(asked.by), asked.persons
    if "victim" in persons:
        found = seen.filter(victim_id=persons["victim"])
        return list(found.filter(suspect_id=persons["suspect"]) if "suspect" in persons else found)
    sources, ids = {each.source for each in asked.about}, [each.id for each in asked.about]
    with matching():
        seqs = list(StoredEvent.objects.filter(source__in=sources, source_id__in=ids).values_list("seq", flat=True))
        cases = list(CaseEvent.objects.filter(event_id__in=seqs).values_list("case_id", flat=True))
    return list(seen.filter(id__in=cases))


def must_come_first(kind: str, asked: Asked) -> None:
    """Raises Refused where something has to come before this is recorded here (config/stages.py, GUARDING)."""
    guard = _guard(kind)
    if guard is not None:
        guard(asked)


@cache
def _guard(kind: str) -> Callable[[Asked], None] | None:
    path = settings.SAFEHOLD_GUARDING.get(kind)
    return import_string(path) if path else None


def pair(case: Case) -> dict[str, int]:
    found = {"victim": case.victim_id}
    return found | ({"suspect": case.suspect_id} if case.suspect_id is not None else {})


def mention_names(profiles: Iterable[int]) -> dict[int, str]:
    """The first mention of each profile as events name one: "source/event id/ref". A profile has the number of its first mention."""
    with matching():
        mentions = list(Mention.objects.filter(id__in=list(profiles)).values_list("id", "event_id", "ref"))
        events = list(StoredEvent.objects.filter(seq__in=[seq for _, seq, _ in mentions]).values_list("seq", "source", "source_id"))
    keys = {seq: (source, key) for seq, source, key in events}
    return {number: "/".join((*keys[seq], ref)) for number, seq, ref in mentions if seq in keys}


def persons_of_mentions(mentions: Iterable[int]) -> set[int]:
    with matching():
        return set(Mention.objects.filter(id__in=list(mentions)).values_list("person_id", flat=True))


def _called(persons: Mapping[str, int]) -> dict[str, Called]:
    if not persons:
        return {}
    with recorder() as cursor:
        return called_in_case(cursor, persons)


def _named(called: Called, role: str, relation: str) -> dict[str, Any]:
    """A person as an event of ours names them: by the number they have, and by what they are called. Nothing of where they live."""
    said = {
        "ref": str(called.person),
        "role": role,
        "given_name": called.given_name,
        "family_name": called.family_name,
        "date_of_birth": called.date_of_birth,
        "sex": called.sex,
        "relation": relation if role == "suspect" else "",
    }
    return {name: value for name, value in said.items() if value}


def _hold_together(by: Viewer, event: EventId, persons: Mapping[str, int]) -> None:
    """Where the machine took a person in the event for somebody else, the viewer's word is recorded: they chose who it is."""
    mentions = Mention.objects.filter(event_id__in=StoredEvent.objects.filter(source=event.source, source_id=event.id).values("seq"))
    person_of = Subquery(Profile.objects.filter(id=OuterRef("profile_id")).values("person_id")[:1])
    with matching():
        placed = dict(mentions.annotate(person=person_of).values_list("ref", "person"))
    strangers = [person for person in persons.values() if placed.get(str(person), person) != person]
    if not strangers:
        return
    names = mention_names(strangers)
    writing = Writing(by)
    for person in strangers:
        said = {"a": f"{SOURCE}/{event.id}/{person}", "b": names[person], "judgement": "linked", "why": "Recorded on this person's case."}
        writing.add("identity.judged", said)
    record(writing.raws)
