"""From which cases a sample is drawn, by its rule: those in which the viewer's agency recorded something itself, and none that is kept from
them. Read as the recorder, for how many there are of a kind is asked of all of an agency's cases at once; of these no more than ids leave.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from safehold.access.staff import working
from safehold.access.viewer import Viewer
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.recording import rows
from safehold.chronology.session import recorder
from safehold.chronology.times import end_of_day, start_of_day
from safehold.practice.reviews.dipping.draw import Rule
from safehold.practice.reviews.material import kept_from_viewer
from safehold.rulebook.models import Obligation, reach
from safehold.rulebook.settled import state_at

OUTCOME, ANY = "crime.outcome", "any"
NOT_AS_OWED = ("breached", "late")


def frame(viewer: Viewer, rule: Rule, now: int) -> list[str]:
    """Ids of cases, sorted."""
    viewer.must("see_cases")
    kept = kept_from_viewer()
    since, until = start_of_day(date.fromisoformat(rule.since)), end_of_day(date.fromisoformat(rule.until))
    with recorder() as cursor:
        found = _recorded_in(cursor, viewer.agency, since, until, team(viewer.agency, rule.team), rule.outcome)
        if rule.duty:
            found &= _slipped(viewer.agency, rule.duty, since, until, now)
    return sorted(found - kept)


def outcomes() -> Sequence[str]:
    return tuple(CATALOGUE.kinds[OUTCOME].fields["outcome"].choices)


def teams(viewer: Viewer) -> list[str]:
    found = working().filter(agency_id=viewer.agency).exclude(unit="").values_list("unit", flat=True)
    return sorted(set(found))


def team(agency: str, unit: str) -> list[str] | None:
    """The staff numbers of a unit; None where none is asked for."""
    return list(working().filter(agency_id=agency, unit=unit).values_list("user__staff_id", flat=True)) if unit else None


def _recorded_in(cursor: Any, agency: str, since: int, until: int, of: list[str] | None, outcome: str) -> set[str]:
    """Each case is asked whether there is such an event in it, and no further: all events with their cases took ten times as long."""
    asked: list[tuple[str, list[Any]]] = []
    if of is not None:
        asked.append((_BY_TEAM, [of]))
    if outcome:
        asked.append((_WITH_OUTCOME, [OUTCOME, outcome]))
    given: list[Any] = [agency]
    query = _OWN
    for condition, more in asked or [("", [])]:
        query += _EVENT.format(condition=condition)
        given += [agency, until, since, *more]
    return {case for (case,) in rows(cursor, query, given)}


_OWN = "SELECT a.case_id FROM identity_case_agency a WHERE a.agency = %s AND a.own"
_EVENT = """ AND EXISTS (SELECT FROM identity_case_event ce JOIN chronology_event e ON e.seq = ce.event_id
 WHERE ce.case_id = a.case_id AND e.agency = %s AND e.earliest <= %s AND e.latest >= %s{condition})"""
_PART = "convert_from(e.bodies[array_position(e.names, '{part}')], 'UTF8')::json"
_BY_TEAM = f" AND {_PART.format(part='envelope')} #>> '{{actor,id}}' = ANY(%s::text[])"
_WITH_OUTCOME = f" AND e.kind = %s AND {_PART.format(part='data')} ->> 'outcome' = %s"


def _slipped(agency: str, duty: str, since: int, until: int, now: int) -> set[str]:
    owed = Obligation.everything.filter(agency=agency, triggered_earliest__lte=until, triggered_latest__gte=since)
    if duty != ANY:
        owed = owed.filter(rule=duty)
    listed = owed.annotate(state_now=state_at(now, reach())).filter(state_now__in=NOT_AS_OWED).values_list("cases", flat=True)
    return {case for cases in listed for case in cases}
