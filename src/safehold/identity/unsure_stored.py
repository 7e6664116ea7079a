"""Who may be one, worked out afresh for every pair of people with a touched person in it: by what the machine said of their records, and
what people have said since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.recording import Derivation, rows
from safehold.identity.candidates import MOST_SHARING
from safehold.identity.cases import MentionId
from safehold.identity.involvement import Touched
from safehold.identity.near import near

UNSURE = Table("identity_unsure", ("pair",), ("one", "other", "probability", "records", "would_link", "left_unsure"))
PairOfPeople = tuple[int, int]

# A machine's link between two who are not one person, since somebody else contradicts or has as good a claim, waits for people as well.
_JUDGED = """
SELECT own.person_id, far.person_id, own.id, far.id, j.weight, j.probability, j.judgement, ARRAY(
       SELECT each ->> 'what' FROM jsonb_array_elements(j.why) each WHERE (each ->> 'weight')::float8 < 0 AND each ->> 'words' <> '')
  FROM (SELECT id, person_id, array_agg(id) OVER (PARTITION BY person_id) AS theirs FROM identity_profile
         WHERE person_id = ANY(%s::bigint[])) own
 CROSS JOIN LATERAL (
       SELECT *, b AS to_id FROM identity_judgement
        WHERE a = own.id AND judgement IN ('unsure', 'linked') AND NOT b = ANY(own.theirs)
       UNION ALL SELECT *, a FROM identity_judgement
        WHERE b = own.id AND judgement IN ('unsure', 'linked') AND NOT a = ANY(own.theirs)) j
  JOIN identity_profile far ON far.id = j.to_id
"""
# Of whom these events speak: whom they judge, whether or not anybody has moved by it; and to whom their sources give the numbers that they
# use, since the machine judges these again where a number turns out to be several people's.
_SPOKEN_OF = """
SELECT p.person_id FROM identity_decision d JOIN identity_profile p ON p.id IN (d.a, d.b) WHERE d.event_id = ANY(%s::bigint[])
UNION SELECT near.person_id FROM identity_mention m JOIN identity_profile own ON own.id = m.profile_id CROSS JOIN LATERAL (
       SELECT person_id FROM identity_profile WHERE source = own.source AND ref = own.ref AND named LIMIT %s) near
 WHERE m.event_id = ANY(%s::bigint[]) AND own.named AND own.ref <> ''
"""
_DECIDED = """
SELECT own.person_id, far.person_id, bool_and(d.judgement = 'unsure') FROM identity_profile own
  JOIN identity_decision d ON d.a = own.id JOIN identity_profile far ON far.id = d.b
 WHERE d.stands AND own.person_id = ANY(%s::bigint[]) AND far.person_id = ANY(%s::bigint[]) AND own.person_id <> far.person_id GROUP BY 1, 2
"""


class Judged(NamedTuple):
    """What the machine said of a record of the one and a record of the other."""

    one: int
    other: int
    weight: float
    probability: float
    judgement: str
    differ: tuple[str, ...]

    @property
    def order(self) -> tuple[Any, ...]:
        """The surest first, in no way by who was recorded first."""
        return (-self.weight, -self.probability, self.judgement, self.differ)  # equal ones tell the same


class MayBeOne:
    """What later stages read: of each pair of people who may be one, with a person in it who is touched or shares a case with one who is,
    what was said of their records, the surest first; and of which of them somebody could not tell. `scope` names all such pairs that stand
    now or stood before."""

    def __init__(self, judged: dict[PairOfPeople, list[Judged]], left: frozenset[PairOfPeople], scope: Iterable[str]) -> None:
        self.judged = judged
        self.left = left
        self.scope = sorted({*scope, *map(name, judged)})

    def row(self, people: PairOfPeople, judged: Sequence[Judged]) -> tuple[Any, ...]:
        """By these records of the two, the surest first: one, other, probability, records, would_link, left_unsure."""
        return (*people, judged[0].probability, len(judged), judged[0].judgement == "linked", people in self.left)


def apply(derivation: Derivation) -> None:
    cursor = derivation.cursor
    touched = derivation.get(Touched)
    around = _around(touched) | _spoken_of(derivation)
    beside = _named_beside(touched) - around
    found = _may_be_one(cursor, sorted(around | (near(cursor, beside) & beside if beside else set())))
    derivation.put(found)
    wanted = {(name(people),): found.row(people, judged) for people, judged in found.judged.items()}
    derivation.wanted.append(Wanted(UNSURE, "pair", found.scope, wanted))


def who_may_be_one(cursor: Any, persons: Iterable[int]) -> frozenset[PairOfPeople]:
    """The pairs that stand in which one of these is. For working out what follows, never for a page."""
    query = "SELECT one, other FROM identity_unsure WHERE one = ANY(%s::bigint[]) OR other = ANY(%s::bigint[])"
    return frozenset((one, other) for one, other in rows(cursor, query, [sorted(persons)] * 2))


def name(people: PairOfPeople) -> str:
    return f"{people[0]}-{people[1]}"


def _around(touched: Touched) -> set[int]:
    """Those touched and those who share a case with them, or did: who may read of these has changed with it."""
    of_cases = {person for key in touched.records for person in key if person is not None}
    return {*touched.persons, *of_cases, *(int(number) for case in touched.gone for number in case.split("-"))}


def _named_beside(touched: Touched) -> set[int]:
    """Whoever else is named in what concerns those touched, or in their cases: a child's record is read by all who may read the case."""
    events = {event.id: event for found in touched.events_of.values() for event in found}
    events |= {event.id: event for record in touched.records.values() for event in record.events}
    named = (touched.mentions.get(MentionId(event.id, each.ref)) for event in events.values() for each in event.people)
    return {person for person in named if person is not None}


def _spoken_of(derivation: Derivation) -> set[int]:
    found = rows(derivation.cursor, _SPOKEN_OF, [list(derivation.covered), MOST_SHARING, list(derivation.seqs)])
    return {person for (person,) in found}


def _may_be_one(cursor: Any, persons: list[int]) -> MayBeOne:
    """Both of a pair are locked before anything is read of the two, so that of two who record at once the later sees the other's."""
    others = near(cursor, persons)
    if not others:
        return MayBeOne({}, frozenset(), ())
    rows(cursor, "SELECT id FROM identity_person WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE", [sorted({*persons, *others})])
    query = "SELECT pair FROM identity_unsure WHERE one = ANY(%s::bigint[]) OR other = ANY(%s::bigint[])"
    before = [pair for (pair,) in rows(cursor, query, [persons, persons])]
    judged: dict[PairOfPeople, set[Judged]] = defaultdict(set)
    for one, other, a, b, weight, probability, judgement, differ in rows(cursor, _JUDGED, [persons]):
        ends = (a, b) if one < other else (b, a)
        judged[min(one, other), max(one, other)].add(Judged(*ends, weight, probability, judgement, tuple(differ)))
    told, left = _decided(cursor, sorted({person for people in judged for person in people}))
    kept = {people: sorted(found, key=lambda each: each.order) for people, found in judged.items() if people not in told}
    return MayBeOne(kept, frozenset(left & kept.keys()), before)


def _decided(cursor: Any, persons: list[int]) -> tuple[set[PairOfPeople], set[PairOfPeople]]:
    """Pairs of these of whom somebody has said whether they are one, and those of whom it was said each time that nobody could tell."""
    unsure: dict[PairOfPeople, bool] = {}
    for one, other, none_could_tell in rows(cursor, _DECIDED, [persons, persons]):
        people = (min(one, other), max(one, other))
        unsure[people] = none_could_tell and unsure.get(people, True)
    left = {people for people, none_could_tell in unsure.items() if none_could_tell}
    return unsure.keys() - left, left
