"""The list of whom to help first as a page shows it."""

import bisect

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.ranking.listing import Disagreement, Left, Listed, Place, disagreements
from safehold.risk.ranking.moves import Move, moves
from safehold.risk.ranking.weights import weights
from safehold.web import words
from safehold.web.naming import Word, graded, pair_name
from safehold.web.ranked import reasons


class Said(msgspec.Struct, frozen=True):
    by: str
    at: int
    should: str
    reason: str


class Part(msgspec.Struct, frozen=True):
    title: str
    points: int
    reason: str


class Row(msgspec.Struct, frozen=True):
    number: int
    case: str
    address: str
    who: str
    grade: Word
    placed: bool
    why: str
    points: int
    parts: list[Part]
    has_her: str
    reached: str
    said: list[Said]
    moves: list[str]
    outdated: bool


class Unseen(msgspec.Struct, frozen=True):
    """Somebody graded high below the line, and what is missing."""

    case: str
    address: str
    record: str
    who: str
    number: int
    missing: str
    owned: bool


class Shown(msgspec.Struct, frozen=True):
    above: list[Row]
    below: list[Row]
    line: str
    below_line: str
    unseen: list[Unseen]
    persons: set[int]
    cases: list[str]


def shown(viewer: Viewer, found: Listed, now: int) -> Shown:
    ids = [*(each.case for each in found.places), *(each.case for each in found.left)]
    cases = Case.objects.for_viewer(viewer).in_bulk(ids)
    persons = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(persons)
    standing = Standing.objects.for_viewer(viewer).in_bulk(ids)
    names = staff_names({*(each.owner for each in standing.values()), *(each.owner for each in found.left)})
    agencies = agency_names()
    said = disagreements(found.places)
    names |= staff_names({each.by for listed in said.values() for each in listed})
    rows = [
        _row(each, cases[each.case], people, standing.get(each.case), said.get(each.case, []), names, agencies, found, now)
        for each in found.places
        if each.case in cases
    ]
    reaches = viewer.may("reach_victims")
    unseen = [
        _unseen(each, cases[each.case], people, _has_her(each.owner, standing.get(each.case), names, agencies), now, reaches=reaches)
        for each in found.left
        if each.case in cases
    ]
    return Shown(
        above=[row for row in rows if row.number <= found.line],
        below=[row for row in rows if row.number > found.line],
        line=_line(found),
        below_line=_below(found),
        unseen=unseen,
        persons=set(people),
        cases=list(cases),
    )


def _row(
    each: Place, case: Case, people: dict[int, Person], standing: Standing | None, said: list[Disagreement], names: dict[str, str],
    agencies: dict[str, str], found: Listed, now: int,
) -> Row:  # fmt: skip
    series = each.facts.series
    owner = standing.owner if standing is not None else ""
    return Row(
        number=each.number,
        case=each.case,
        address=reverse("case", args=[each.case]),
        who=pair_name(case, people),
        grade=graded(each.grade),
        placed=each.scored.placed,
        why=reasons.sentence(each.scored.parts, series, now) or _("Nothing on record moves this case up."),
        points=each.scored.points,
        parts=[Part(reasons.title(part.part), part.points, reasons.reason(part, series, now)) for part in each.scored.parts],
        has_her=_has_her(owner, standing, names, agencies),
        reached=_reached(standing.last_contact_at if standing is not None else None, now),
        said=[_said(one, names, agencies) for one in said],
        moves=[_move(one, found) for one in moves(each.facts, each.grade, weights(), now)],
        outdated=each.outdated,
    )


def _has_her(owner: str, standing: Standing | None, names: dict[str, str], agencies: dict[str, str]) -> str:
    """By name where that is known here, and else by where they work: a number alone tells nobody whom to ring."""
    agency = agencies.get(standing.owner_agency, "") if standing is not None else ""
    if owner in names or not agency:
        return names.get(owner, owner)
    return _("%(agency)s (%(number)s)") % {"agency": agency, "number": owner} if owner else agency


def _said(one: Disagreement, names: dict[str, str], agencies: dict[str, str]) -> Said:
    should = _("should stand higher") if one.should_be == "higher" else _("should stand lower")
    return Said(names.get(one.by) or agencies.get(one.agency, "") or one.by, one.at, should, one.reason)


def _reached(at: int | None, now: int) -> str:
    return _("last reached %(time)s") % {"time": words.ago(at, now)} if at is not None else _("no contact with her on record")


def _unseen(each: Left, case: Case, people: dict[int, Person], owner: str, now: int, *, reaches: bool) -> Unseen:
    reached = _reached(each.last_contact_at, now)
    missing = f"{owner}: {reached}" if owner else _("nobody has her; %(reached)s") % {"reached": reached}
    # Where it is said first by what means she may be reached now.
    record = reverse("contact-try", args=[each.case]) if reaches else reverse("case-record", args=[each.case, "victim.contact_attempted"])
    return Unseen(each.case, reverse("case", args=[each.case]), record, pair_name(case, people), each.number, missing, bool(owner))


def _line(found: Listed) -> str:
    people = found.today.people
    with_people = ngettext("With %(n)d specialist today", "With %(n)d specialists today", people) % {"n": people}
    if found.line == 0:
        return _("%(people)s you reach nobody on this list.") % {"people": with_people}
    if found.line >= len(found.orders) and not found.more:
        return _("%(people)s you reach everybody on this list.") % {"people": with_people}
    reach = ngettext("you reach the first one.", "you reach these %(n)d.", found.line) % {"n": found.line}
    return f"{with_people} {reach}"


def _below(found: Listed) -> str:
    if not found.high_below:
        return _("Nobody graded high waits below the line.")
    said = ngettext("Below the line waits %(n)d graded high", "Below the line wait %(n)d graded high", found.high_below)
    return said % {"n": found.high_below}


def _move(one: Move, found: Listed) -> str:
    where = _place(one.order, found)
    points = ngettext("%(n)d point", "%(n)d points", abs(one.by)) % {"n": abs(one.by)}
    if one.at is not None:
        change = _("up by %(points)s") if one.by > 0 else _("down by %(points)s")
        what = {"when": words.day(one.at), "what": reasons.title(one.what), "change": change % {"points": points}, "where": where}
        return _("On %(when)s, by time alone (%(what)s): %(change)s, to %(where)s as the list stands now.") % what
    texts = {
        "report": _("Another report today would add %(points)s: %(where)s."),
        "threat_to_kill": _("A report today with a threat to kill would add %(points)s: %(where)s."),
        "breach": _("A breach of bail or an order today would add %(points)s: %(where)s."),
        "release": _("A release today would add %(points)s: %(where)s."),
        "answered": _("Doing what is overdue would take away %(points)s: %(where)s."),
        "high": _("If somebody grades the risk high: %(where)s."),
    }
    return texts[one.what] % {"points": points, "where": where}


def _place(order: int, found: Listed) -> str:
    """Where a case of this order would stand among those that were looked at."""
    above = bisect.bisect_left([-each for each in found.orders], -order)
    if above >= len(found.orders) and found.more:
        return _("below place %(n)d") % {"n": above}
    return _("about place %(n)d") % {"n": above + 1}
