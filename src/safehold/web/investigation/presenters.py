"""An investigation as its page shows it to one viewer."""

from collections.abc import Iterable, Mapping

import msgspec
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.times import When
from safehold.identity.models import Case
from safehold.practice.investigation import closing
from safehold.practice.investigation.evidence import REVIEWED, Found, checklist
from safehold.rulebook.models import Obligation
from safehold.web import duties, words
from safehold.web.case.recordable import may_record
from safehold.web.events.telling import tell
from safehold.web.events.words import standard
from safehold.web.naming import role_title

KINDS = (
    "evidence.secured",
    "evidence.reviewed",
    "suspect.interviewed",
    "suspect.warned",
    "crime.outcome",
    "crime.screened_out",
    "penalty.issued",
)
OF_HIM = (*closing.REPORTS, "suspect.warned", "arrest.made", "arrest.not_made", "bail.breach_reported", "order.breach_reported")
# Rules whose breach is a matter of how it was investigated.
RULES = (
    "evidence-led-review", "evidence-kept", "no-screening-out", "victim-never-penalised", "arrest-or-reason", "victim-not-asked-to-decide",
    "charge-authority-used", "special-measures-offered",
)  # fmt: skip
STATES = ("breached", "late", "uncertain", "pending")


class Item(msgspec.Struct, frozen=True):
    """`state` in a word, `said` what shows it or why it is not there, `who` could still get it and `until` when."""

    title: str
    state: str
    level: str
    said: str
    who: str
    until: str


class Line(msgspec.Struct, frozen=True):
    when: When
    title: str
    agency: str
    lines: list[str]


class Owed(msgspec.Struct, frozen=True):
    title: str
    outcome: str
    owner: str
    address: str


def items(events: Iterable[Event], now: int) -> list[Item]:
    return [_item(each, now) for each in checklist(events)]


def _item(found: Found, now: int) -> Item:
    states = {
        "held": (_("Held"), "note"),
        "missing": (_("Missing"), "severe"),
        "not_recorded": (_("Nothing on record"), "serious"),
        "does_not_apply": (_("Does not apply"), "note"),
    }
    word, level = states[found.standing]
    missing = found.standing in ("missing", "not_recorded")
    until = ""
    if missing and found.until is not None:
        said = _("usually gone since %(day)s: ask all the same") if found.gone(now) else _("usually to be had until %(day)s")
        until = said % {"day": words.day(found.until)}
    by = "; ".join(f"{standard().of(event.kind).title}, {words.coarse(event.occurred_at)}" for event in found.by[-3:])
    return Item(found.item.title, word, level, by or found.why, role_title(found.item.who) if missing else "", until)


def crimes(viewer: Viewer, events: list[Event], agencies: Mapping[str, str]) -> list[Line]:
    """The crimes and what became of them, the newest first."""
    kinds = ("crime.recorded", "crime.screened_out", "crime.cancelled", "crime.outcome", "suspect.charged", "cps.file_sent", "cps.decided")
    return _lines(viewer, [event for event in events if event.kind in kinds], agencies)


def of_him(viewer: Viewer, events: list[Event], agencies: Mapping[str, str]) -> list[Line]:
    return _lines(viewer, [event for event in events if event.kind in OF_HIM], agencies)


def reviews(viewer: Viewer, events: list[Event], agencies: Mapping[str, str]) -> list[Line]:
    return _lines(viewer, [event for event in events if event.kind == REVIEWED], agencies)


def interviews(events: list[Event]) -> list[str]:
    """Voluntary interviews that nobody gave a reason for."""
    return [
        words.coarse(event.occurred_at)
        for event in events
        if event.kind == "suspect.interviewed" and event.data.get("how") == "voluntary" and not event.data.get("necessity")
    ]


def duties_of(viewer: Viewer, case: Case, agencies: Mapping[str, str], now: int) -> list[Owed]:
    found = Obligation.objects.for_viewer(viewer).of_case(case.id).at(now).filter(rule__in=RULES).order_by("due_latest", "rule", "id")
    return [
        Owed(
            duties.title(duty), words.sentence(duty.outcome) if duty.state_now == duty.state else _("It is still to be done"),
            f"{role_title(duty.who)}, {agencies.get(duty.agency, duty.agency)}", duties.address(duty),
        )
        for duty in found
        if duty.state_now in STATES
    ]  # fmt: skip


def recordable(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    wanted = [kind for kind in KINDS if may_record(viewer, kind)]
    return [(kind, standard().done(kind)) for kind in wanted if case.suspect_id is not None or not kind.startswith("suspect.")]


def _lines(viewer: Viewer, found: list[Event], agencies: Mapping[str, str]) -> list[Line]:
    lines = []
    for event in reversed(found):
        told = tell(event, viewer, agencies, confidential=True)
        lines.append(Line(event.occurred_at, told.title, agencies.get(event.agency, event.agency), told.lines))
    return lines
