"""Derives the order of each touched suspect.

It is one order for all who manage suspects, whichever cases they see, so it rests on nothing that only some agencies may know of: what a
refuge, an advocate or a service records (access/across.yaml) counts in no number, no order and no reason, also where it was shared.
"""

from typing import Any

import msgspec

from safehold.access.across import told_to_all
from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation, rows
from safehold.identity.involvement import Touched
from safehold.risk.ranking.scoring import spans
from safehold.risk.ranking.suspects import facts_of, steps
from safehold.risk.ranking.weights import weights

RANKED = Table("perpetrators_ranked", ("person_id",), ("version", "facts", "since", "orders", "managed_by", "managed_how", "managed_at"))
STEP = Table("perpetrators_step", ("person_id", "since_at"), ("until_at", "danger"))


def apply(derivation: Derivation) -> None:
    touched, table = derivation.get(Touched), weights()
    untold = _untold(derivation)
    people: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    stepped: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person in touched.persons:
        told = (event for event in touched.events_of.get(person, ()) if event.agency not in untold)
        events = [event for event in told if person in touched.concern[event.id].suspects]
        if not events:
            continue
        facts = facts_of([(event, touched.concern[event.id].victims - {person}) for event in events], table)
        found = steps(facts, table)
        encoded = msgspec.json.encode(facts).decode()
        people[person,] = (table.version, encoded, [each.since for each in found], [each.order for each in found], *_managed(events))
        stepped |= {(person, since): (until, order) for since, until, order in spans(found)}
    within = sorted(touched.persons)
    derivation.wanted.append(Wanted(RANKED, "person_id", within, people))
    derivation.wanted.append(Wanted(STEP, "person_id", within, stepped))


def _untold(derivation: Derivation) -> frozenset[str]:
    """The agencies whose records are not told to every other."""
    shown = sorted(told_to_all())
    query = "SELECT slug FROM access_agency WHERE NOT kind = ANY(%s::text[])"
    return frozenset(slug for (slug,) in rows(derivation.cursor, query, [shown]))


def _managed(events: list[Event]) -> tuple[str, str, int | None]:
    for event in reversed(events):
        if event.kind == "perpetrator.managed":
            return str(event.data.get("by") or event.agency), str(event.data.get("tactic", "")), event.occurred_at.latest
    return "", "", None
