"""What people have judged of somebody: who, when, why, and the judgements that belong to one act."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from django.db.models import Exists, OuterRef

from safehold.access.reading import matching
from safehold.access.scope import cases_of
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Actor, Event, EventId
from safehold.chronology.models import StoredEvent
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.writing import SOURCE
from safehold.identity.judged import JUDGED, judgement_of
from safehold.identity.models import CaseEvent, Decision, Mention

# An act is the judgements about one first judgement, and that itself.
_ACT = """
WITH first AS (
    SELECT coalesce(min(f.seq), %s) AS seq FROM chronology_about a
      JOIN chronology_event f ON f.source = a.source AND f.source_id = a.source_id AND f.kind = 'identity.judged' WHERE a.event_id = %s
)
SELECT d.event_id, e.source, e.source_id FROM identity_decision d JOIN chronology_event e ON e.seq = d.event_id
 WHERE d.stands AND d.event_id IN (
    SELECT seq FROM first UNION SELECT a.event_id FROM first JOIN chronology_event f ON f.seq = first.seq
      JOIN chronology_about a ON a.source = f.source AND a.source_id = f.source_id)
 ORDER BY d.event_id
"""
_ACTS = """
WITH near AS (
    SELECT DISTINCT coalesce(f.seq, d.event_id) AS first FROM identity_decision d
      LEFT JOIN chronology_about a ON a.event_id = d.event_id
      LEFT JOIN chronology_event f ON f.source = a.source AND f.source_id = a.source_id AND f.kind = 'identity.judged'
     WHERE d.stands AND (d.a_mention = ANY(%s::bigint[]) OR d.b_mention = ANY(%s::bigint[]))
), act AS (
    SELECT first, first AS seq FROM near UNION
    SELECT first, a.event_id FROM near JOIN chronology_event f ON f.seq = first
      JOIN chronology_about a ON a.source = f.source AND a.source_id = f.source_id
)
SELECT act.first, d.a_mention, d.b_mention FROM act JOIN identity_decision d ON d.event_id = act.seq
 WHERE d.stands AND d.a_mention IS NOT NULL AND d.b_mention IS NOT NULL ORDER BY 1, 2, 3
"""


class Act(msgspec.Struct, frozen=True):
    """One act of judging that stands. `seq` is the number of its first judgement; `mentions` are those it names, two to a judgement, and
    `persons` whom those are of now."""

    seq: int
    judgement: str
    at: int
    agency: str
    staff_id: str
    role: str
    why: str
    mentions: list[tuple[int, int]]
    persons: frozenset[int]


def act_of(judgement: int) -> list[EventId]:
    """The judgements that stand of the act to which one belongs, the first of them first; none where it was taken back."""
    with matching(), session() as cursor:
        return [EventId(source, key) for _, source, key in rows(cursor, _ACT, [judgement, judgement])]


def acts(mentions: Iterable[int]) -> list[Act]:
    """The acts that stand about any of these mentions, the newest first, each with all that it names."""
    listed = list(mentions)
    together: dict[int, list[tuple[int, int]]] = defaultdict(list)
    with session() as cursor:
        with matching():
            for first, a, b in rows(cursor, _ACTS, [listed, listed]):
                together[first].append((a, b))
            named = {number for pairs in together.values() for pair in pairs for number in pair}
            of = dict(Mention.objects.filter(id__in=named).values_list("id", "person_id"))
        events = load(cursor, together)
    found = [_act(seq, events[seq], pairs, of) for seq, pairs in together.items() if seq in events]
    return sorted(found, key=lambda act: (act.at, act.seq), reverse=True)


def act_by(judgement: int) -> Act | None:
    """The act that stands whose first judgement has this number."""
    with matching():
        named = list(Decision.objects.filter(event_id=judgement, stands=True).exclude(a_mention=None).values_list("a_mention", flat=True))
    return next((act for act in acts(named) if act.seq == judgement), None)


def taken_back(judgement: int) -> bool:
    """Whether this is a judgement that stands no more."""
    with matching():
        return bool(Decision.objects.filter(event_id=judgement, stands=False).exists())


def apart_by(one: int, other: int) -> list[Act]:
    """The acts that stand and say that these two persons are not the same, the newest first."""
    with matching():
        mentions = list(Mention.objects.filter(person_id__in=(one, other)).values_list("id", flat=True))
    return [act for act in acts(mentions) if act.judgement == "not_linked" and act.persons >= {one, other}]


def number_of(event: EventId) -> int:
    with matching():
        return int(StoredEvent.objects.values_list("seq", flat=True).get(source=event.source, source_id=event.id))


def _act(seq: int, event: Event, pairs: list[tuple[int, int]], of: dict[int, int]) -> Act:
    actor = event.actor or Actor()
    return Act(
        seq=seq,
        judgement=judgement_of(event),
        at=event.recorded_at,
        agency=event.agency,
        staff_id=actor.id,
        role=actor.role,
        why=str(event.data.get("why", "")),
        mentions=pairs,
        persons=frozenset(of[number] for pair in pairs for number in pair if number in of),
    )


def records_of(*, persons: Iterable[int] = (), records: Iterable[int] = ()) -> dict[int, frozenset[int]]:
    """Of these persons, or of those who have one of these records: every record (by the numbers of its mentions) of each."""
    found: dict[int, set[int]] = defaultdict(set)
    with matching():
        wanted = set(persons) | set(Mention.objects.filter(id__in=list(records)).values_list("person_id", flat=True))
        for number, person in Mention.objects.filter(person_id__in=wanted).values_list("id", "person_id"):
            found[person].add(number)
    return {person: frozenset(numbers) for person, numbers in found.items()}


def recorded_as(key: str, agency: str) -> tuple[int, str] | None:
    """The number of the judgement that this agency recorded under this id, and what it said; nothing of what was taken back."""
    with matching():
        seq = StoredEvent.objects.filter(source=SOURCE, source_id=key, kind=JUDGED, agency=agency).values_list("seq", flat=True).first()
        if seq is None:
            return None
        said = Decision.objects.filter(event_id=seq, stands=True).first()
    return seq, said.judgement if said is not None else ""


def as_seen(viewer: Viewer, one: int, other: int) -> str:
    """How two people stand for this viewer: another text once a record of one of them that they may read has come or gone, or somebody has
    judged these."""
    of_visible_case = CaseEvent.objects.filter(event_id=OuterRef("event_id")).filter(cases_of(viewer))
    mentions = Mention.objects.filter(person_id__in=(one, other)).filter(Exists(of_visible_case))
    with matching():
        held = sorted(mentions.values_list("person_id", "id"))
        numbers = [number for _, number in held]
        judged = Decision.objects.filter(stands=True, a_mention__in=numbers, b_mention__in=numbers)
        seen = (held, sorted(judged.values_list("event_id", flat=True)))
    return hashlib.blake2b(repr(seen).encode(), digest_size=12).hexdigest()
