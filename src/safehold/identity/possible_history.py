"""Cases between people who may be those of another: from when on a domestic call of the one may be history of the other.

A duty says no more of the other case than that there may be one, and of a case that is restricted not even that. Where it changes whom
somebody may be, or when the first domestic call of a case was made, the cases that rest on it are marked: other people are not locked here.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from safehold.chronology.recording import Derivation, rows
from safehold.identity.cases import CaseKey, Near, domestic_at, may_be_of, possible_since
from safehold.identity.involvement import Cases, Touched
from safehold.identity.unsure_stored import MayBeOne, PairOfPeople, name


def apply(derivation: Derivation) -> None:
    cursor, touched, pairs = derivation.cursor, derivation.get(Touched), derivation.get(MayBeOne)
    near = _near(cursor, touched, pairs)
    if near:
        touched.around = _with_history(cursor, touched, near)
        touched.records = {key: touched.around[key] for key in touched.records}
    others = {person for people in _come_or_gone(cursor, pairs) for person in people}
    others |= {person for key in _resting_on(cursor, touched, near) for person in key if person is not None}
    if others := others - touched.persons:
        derivation.marked |= _events_of(cursor, others) - derivation.covered


def _near(cursor: Any, touched: Touched, pairs: MayBeOne) -> Near:
    """Whom else the people of these cases may be."""
    found: Near = defaultdict(set)
    beyond = {person for key in touched.around.keys() - touched.records.keys() for person in key if person is not None} - touched.persons
    standing: list[tuple[Any, ...]] = []
    if beyond:
        query = "SELECT pair, one, other FROM identity_unsure WHERE one = ANY(%s::bigint[]) OR other = ANY(%s::bigint[])"
        standing = rows(cursor, query, [sorted(beyond)] * 2)
    worked_out = set(pairs.scope)
    for one, other in (*pairs.judged, *((one, other) for pair, one, other in standing if pair not in worked_out)):
        found[one].add(other)
        found[other].add(one)
    return found


def _with_history(cursor: Any, touched: Touched, near: Near) -> Cases:
    """Of those that share a touched person what stands elsewhere is about to be replaced."""
    domestic = {
        key: at
        for *pair, at in _cases_of(cursor, touched.around, near)
        if at is not None and (key := CaseKey(*pair)) not in touched.around and touched.persons.isdisjoint(key)
    }
    domestic |= {key: at for key, record in touched.around.items() if (at := domestic_at(record.events)) is not None}
    return {
        key: msgspec.structs.replace(record, possible_since=possible_since(key, near, domestic)) for key, record in touched.around.items()
    }


def _come_or_gone(cursor: Any, pairs: MayBeOne) -> list[PairOfPeople]:
    """The pairs that stood and do no more, or did not stand."""
    if not pairs.scope:
        return []
    query = "SELECT pair, one, other FROM identity_unsure WHERE pair = ANY(%s::text[])"
    before = {pair: (one, other) for pair, one, other in rows(cursor, query, [pairs.scope])}
    now = {name(people): people for people in pairs.judged}
    return [(before | now)[pair] for pair in before.keys() ^ now.keys()]


def _resting_on(cursor: Any, touched: Touched, near: Near) -> set[CaseKey]:
    """The cases for which it matters when the first domestic call of one that is touched was made, where that has changed."""
    changed = [key for key in touched.changed if any(person in near for person in key)]
    if not changed:
        return set()
    others = {CaseKey(victim, suspect) for victim, suspect, _ in _cases_of(cursor, changed, near)} - touched.records.keys()
    return {other for other in others if any(may_be_of(key, other, near) for key in changed)}


def _cases_of(cursor: Any, keys: Iterable[CaseKey], near: Near) -> list[tuple[Any, ...]]:
    """Those of the victims of these, and of whoever may be one of them."""
    victims = {victim for key in keys for victim in (key.victim, *near.get(key.victim, ()))}
    query = "SELECT victim_id, suspect_id, domestic_at FROM identity_case WHERE victim_id = ANY(%s::bigint[])"
    return rows(cursor, query, [sorted(victims)])


def _events_of(cursor: Any, persons: Iterable[int]) -> set[int]:
    """One event of each: enough to have all their cases worked out."""
    query = (
        "SELECT e.event_id FROM unnest(%s::bigint[]) AS person(id) CROSS JOIN LATERAL"
        " (SELECT event_id FROM identity_involvement WHERE person_id = person.id LIMIT 1) e"
    )
    return {seq for (seq,) in rows(cursor, query, [sorted(persons)])}
