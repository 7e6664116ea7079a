"""What is in force between the two of a case, where he is, how she is reached, what is planned: the left side and the head of its page."""

from typing import Any

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from safehold.access.often import Often
from safehold.access.viewer import Viewer
from safehold.identity.chronicle import Entry
from safehold.identity.models import Case
from safehold.practice.custody_and_court.models import Bail, Order
from safehold.practice.custody_and_court.stands import where_stands
from safehold.practice.safeguarding.contact.before import kept
from safehold.practice.safeguarding.models import Marker, PlanAction
from safehold.practice.safeguarding.reached import how_to_reach
from safehold.web import words
from safehold.web.calls.named import ORDERS, WHEREABOUTS
from safehold.web.events.words import standard
from safehold.web.in_confidence import said_in

PLAN_LINES = 3


class InForce(msgspec.Struct, frozen=True):
    title: str
    until: str
    conditions: list[str]
    breached: str


class Safe(msgspec.Struct, frozen=True):
    how: str
    never: str
    codeword: str
    codeword_held: bool


def in_force(viewer: Viewer, case: Case, entries: list[Entry], now: int) -> list[InForce]:
    if case.suspect_id is None:
        return _alarms(entries)
    between = {"victim": case.victim_id, "suspect": case.suspect_id, "now": now}
    return (
        [_one(each, each.order or "order", now) for each in _ORDERS.all(viewer, **between)]
        + [_one(each, each.stage or "bail", now) for each in _BAIL.all(viewer, **between)]
        + _alarms(entries)
    )


def _hers(victim: int) -> Q:
    return Q(victim_ids__contains=[victim]) | Q(victim_ids=[])


_ORDERS = Often(lambda of, victim, suspect, now: of(Order).filter(Order.in_force(suspect, now), _hers(victim)).order_by("until_at"))
_BAIL = Often(lambda of, victim, suspect, now: of(Bail).filter(Bail.in_force(suspect, now), _hers(victim)).order_by("until_at"))


def _one(each: Any, name: str, now: int) -> InForce:
    breached = ""
    if each.breaches:
        breached = _("Breached, last %(time)s") % {"time": words.ago(each.last_breach_at, now)} if each.last_breach_at else _("Breached")
    until = _("until %(day)s") % {"day": words.day(each.until_at)} if each.until_at else _("no end on record")
    return InForce(str(ORDERS.get(name, words.sentence(words.spoken(name)))), until, each.conditions, breached)


def _alarms(entries: list[Entry]) -> list[InForce]:
    """Alarms that nobody has switched off since."""
    off = [entry.event for entry in entries if entry.event.kind == "alarm.disabled" and entry.struck is None]
    return [
        InForce(_("Alarm"), _("since %(day)s") % {"day": words.coarse(entry.event.occurred_at)}, [], "")
        for entry in entries
        if entry.event.kind == "alarm.installed" and entry.struck is None and not any(each.order > entry.event.order for each in off)
    ]


def where_he_is(viewer: Viewer, case: Case, now: int) -> tuple[str, bool]:
    """Where the suspect stands with police and courts, and whether he is wanted and not found."""
    found = where_stands(viewer, case.suspect_id) if case.suspect_id else None
    if found is None or not found.status:
        return "", False
    where = str(WHEREABOUTS.get(found.status, words.spoken(found.status)))
    if found.since_at:
        where += _(" since %(day)s") % {"day": words.day(found.since_at)}
    if found.release_at and found.release_at > now:
        where += _(", due out %(day)s") % {"day": words.day(found.release_at)}
    return where, found.status == "wanted"


def markers(viewer: Viewer, case: Case, now: int) -> dict[int, set[str]]:
    pair = [number for number in (case.victim_id, case.suspect_id) if number is not None]
    found: dict[int, set[str]] = {number: set() for number in pair}
    for person, marker in Marker.standing_of(viewer, pair, now):
        found[person].add(marker)
    return found


def safe_contact(viewer: Viewer, case: Case, entries: list[Entry]) -> Safe | None:
    """How she may be reached, for those who reach victims; the codeword only for those who see what is confidential."""
    if not viewer.may("reach_victims"):
        return None
    found = how_to_reach(viewer, case.victim_id, {entry.seq: entry.event for entry in entries})
    if found is None:
        # The same words whether nothing is said or it is said in a case that is not theirs: an older word that they read may not hold.
        return Safe(_("not on record here: before any contact, ask whoever supports her how she may be reached"), "", "", False)
    times, who = (str(found.data.get(name, "")) for name in ("times", "who_may_answer"))
    said = [entry.event for entry in entries if entry.struck is None]
    (codeword, held), (never, _held) = (kept(said, found, name) for name in ("codeword", "never"))
    how = [", ".join(found.data.get("methods", ())), times, _("%(who)s may answer") % {"who": who} if who else ""]
    if not viewer.may("see_confidential"):
        # Read by a unit on the briefing of its own job, and here by nobody else.
        codeword, held = "", bool(codeword) or held
    return Safe("; ".join(part for part in how if part) or _("not said"), never, codeword, bool(codeword) or held)


def plan(viewer: Viewer, case: Case, agencies: dict[str, str], entries: list[Entry]) -> list[tuple[str, int | None]]:
    """The open actions of the safety plan, the first due first: what and whose, and when."""
    read = {entry.seq: entry.event for entry in entries}
    listed = sorted(
        _PLANNED.all(viewer, victim=case.victim_id),
        key=lambda each: (each.due_at is None, each.due_at or 0, each.event_id),
    )[:PLAN_LINES]
    told = ((said_in(read.get(each.event_id), "action", each.action), each) for each in listed)
    return [
        (f"{words.sentence(said or _('no words on record'))} ({agencies.get(each.owner_agency, each.owner_agency)})", each.due_at)
        for said, each in told
    ]


_PLANNED = Often(lambda of, victim: of(PlanAction).filter(victim_id=victim, done_at=None, cancelled_at=None))


def wish(wants: str) -> str:
    """She asked for an escort; she withdrew from support."""
    name, colon, withdrew = wants.partition(":")
    if colon:
        return _("withdrew from %(what)s") % {"what": standard().value(withdrew)} if withdrew else _("withdrew")
    return {"no_contact": _("no contact"), "later_contact": _("contact later")}.get(name, standard().value(name))
