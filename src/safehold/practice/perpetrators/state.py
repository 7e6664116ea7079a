"""Derives the order of each touched suspect."""

from typing import Any

import msgspec

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation
from safehold.chronology.times import END_OF_TIME
from safehold.identity.involvement import Touched
from safehold.risk.ranking.suspects import facts_of, steps
from safehold.risk.ranking.weights import weights

RANKED = Table("perpetrators_ranked", ("person_id",), ("version", "facts", "since", "orders", "managed_by", "managed_how", "managed_at"))
STEP = Table("perpetrators_step", ("person_id", "since_at"), ("until_at", "danger"))


def apply(derivation: Derivation) -> None:
    touched, table = derivation.get(Touched), weights()
    people: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person in touched.persons:
        events = [event for event in touched.events_of.get(person, ()) if person in touched.concern[event.id].suspects]
        if not events:
            continue
        facts = facts_of([(event, touched.concern[event.id].victims - {person}) for event in events], table)
        found = steps(facts, table)
        encoded = msgspec.json.encode(facts).decode()
        people[person,] = (table.version, encoded, [each.since for each in found], [each.order for each in found], *_managed(events))
        for each, until in zip(found, [*(step.since for step in found[1:]), END_OF_TIME], strict=True):
            rows[person, each.since] = (until, each.order)
    within = sorted(touched.persons)
    derivation.wanted.append(Wanted(RANKED, "person_id", within, people))
    derivation.wanted.append(Wanted(STEP, "person_id", within, rows))


def _managed(events: list[Event]) -> tuple[str, str, int | None]:
    for event in reversed(events):
        if event.kind == "perpetrator.managed":
            return str(event.data.get("by") or event.agency), str(event.data.get("tactic", "")), event.occurred_at.latest
    return "", "", None
