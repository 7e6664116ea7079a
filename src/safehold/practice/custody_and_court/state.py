"""Derives bail and orders, and where each suspect stands with police and courts."""

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.recording import Derivation
from safehold.identity.involvement import Touched
from safehold.practice.custody_and_court.in_force import bail_of, orders_of
from safehold.practice.custody_and_court.whereabouts import whereabouts_of

BAIL = Table(
    "custody_bail",
    ("event_id",),
    ("suspect_id", "victim_ids", "stage", "force", "conditions", "set_at", "until_at", "ended_at", "breaches", "last_breach_at"),
)
ORDER = Table(
    "custody_order",
    ("event_id",),
    ("suspect_id", "victim_ids", "order", "conditions", "made_at", "served_at", "until_at", "ended_at", "breaches", "last_breach_at"),
)
WHEREABOUTS = Table(
    "custody_whereabouts",
    ("person_id",),
    ("status", "since_at", "wanted_for", "release_at", "violent_to_earlier", "victims"),
)


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    persons = sorted(touched.persons)
    derivation.wanted.append(Wanted(BAIL, "suspect_id", persons, bail_of(touched)))
    derivation.wanted.append(Wanted(ORDER, "suspect_id", persons, orders_of(touched)))
    derivation.wanted.append(Wanted(WHEREABOUTS, "person_id", persons, whereabouts_of(touched)))
