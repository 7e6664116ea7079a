"""The supervisor's board: what waits, what was asked, what is overdue and whose it is, and who is wanted. Danger first."""

from bisect import bisect_right

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from safehold.access.staff import staff_names
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.custody_and_court.wanted import Wanted, wanted
from safehold.practice.response.alarm_calls import opened
from safehold.practice.response.board import Alarm as Pressed
from safehold.practice.response.board import Waiting, alarms, unmarked, watched
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.holding import Sending, sendings
from safehold.practice.response.models import Call, Draft
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.ranking.models import Ranked
from safehold.practice.safeguarding.worklist import Owned, by_owner
from safehold.risk.danger import danger
from safehold.rulebook.models import Obligation
from safehold.rulebook.state import rulebook
from safehold.web import duties, words
from safehold.web.addresses import address_of
from safehold.web.board.grades import Around, concerning, grade_elsewhere, grades, high_elsewhere
from safehold.web.board.left import left
from safehold.web.board.shown import Alarm, Board, Diversion, GoneIn, Line, Owner, Request, Sought, Unmarked
from safehold.web.calls.presenters import CHANNELS
from safehold.web.calls.unread import gone_in, unread
from safehold.web.events.words import standard
from safehold.web.naming import Word, full_name, graded, pair_name, role_title, warnings

MOST_WAITING, MOST_SOUGHT, MOST_UNMARKED = 50, 20, 10


class _Known(msgspec.Struct, frozen=True):
    """Cases and people of the board that the viewer may see; `around` are other cases of those whom its calls are about."""

    cases: dict[str, Case]
    people: dict[int, Person]
    standing: dict[str, Standing]
    of_suspect: dict[int, Case]
    around: Around


def board(viewer: Viewer, now: int, *, whole: bool = False) -> Board:
    """The most pressing of each part; `whole`: all of it."""
    most_waiting, most_sought = (None, None) if whole else (MOST_WAITING, MOST_SOUGHT)
    (waits, targets), flagged, sought = watched(viewer), unmarked(viewer, now, MOST_UNMARKED), wanted(viewer, most_sought)
    dangers = _dangers(viewer, waits, now)
    unreached = sorted((each for each in waits if each.arrived_at is None), key=lambda each: _pressing(each, dangers, targets))
    shown = {
        each.number
        for each in (
            *unreached[:most_waiting],
            *(each for each in waits if each.asked_grade or each.cut_off or each.divert_asked_at or each.gone_in),
        )
    }
    calls = Call.objects.for_viewer(viewer).in_bulk(shown)
    inside = [calls[each.number] for each in waits if each.gone_in and each.number in calls]
    known = _known(viewer, [*calls.values(), *(call for call, __ in flagged.listed)], [each.person for each in sought.listed])
    units = sendings(viewer, calls.values())
    lines = {
        each.number: _line(calls[each.number], each, targets.get(each.number), known, units.get(each.number, []), now)
        for each in waits
        if each.number in calls
    }
    waiting = [lines[each.number] for each in unreached[:most_waiting] if each.number in lines]
    askers = [who for call in calls.values() for who in (call.asked_by, call.divert_by) if who]
    staff, agencies = staff_names(askers), standing_in(viewer).names
    diversions = [
        Diversion(
            line=lines[call.event_id],
            unit=call.divert_unit,
            reason=call.divert_reason,
            asked_by=staff.get(call.divert_by, call.divert_by) or _("somebody who gave no name"),
            asked_at=call.divert_asked_at,
            own=call.divert_by == viewer.staff_id,
        )
        for call in calls.values()
        if call.divert_asked_at is not None
    ]
    pressed = alarms(viewer, now)
    alarmed: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk([each.person for each in pressed])
    begun = opened(viewer, pressed)
    asked = [
        Request(
            line=lines[call.event_id],
            to=_title(call, call.asked_grade),
            reason=_reason(call.asked_reason),
            asked_by=staff.get(call.asked_by, call.asked_by) or _("somebody who gave no name"),
            asked_at=call.asked_at or call.received_at,
            own=call.asked_by == viewer.staff_id,
        )
        for call in calls.values()
        if call.asked_grade
    ]
    owed = by_owner(viewer, now)
    return Board(
        asked=sorted(asked, key=lambda each: -each.line.danger),
        diversions=sorted(diversions, key=lambda each: -each.line.danger),
        alarms=[_alarm(viewer, each, full_name(alarmed.get(each.person)), begun.get(each.event)) for each in pressed],
        gone_in=[_gone_in(call, known, says) for call in inside if (says := gone_in(call, units.get(call.pk, [])))],
        left=left(viewer, now),
        cut_off=[lines[each.number] for each in unreached if each.cut_off and each.number in lines],
        waiting=waiting,
        unreached=len(unreached),
        unmarked=[_unmarked(viewer, call, duty, known) for call, duty in flagged.listed],
        flagged=flagged.all,
        owners=[_owner(viewer, each, agencies, now) for each in owed.owners],
        counted_at=owed.at,
        sought=[_sought(each, known) for each in sought.listed],
        all_sought=sought.all,
        late=sum(now > targets.get(each.number, now) for each in unreached),
        persons=frozenset({*known.people, *alarmed}),
        cases=frozenset(known.cases),
    )


def _alarm(viewer: Viewer, each: Pressed, who: str, begun: Draft | None) -> Alarm:
    can, own = viewer.may("record_calls"), begun is not None and begun.user_id == viewer.user_id
    if begun is None or own:
        return Alarm(each.event, who, each.at, can, own)
    return Alarm(each.event, who, each.at, can, own, begun.user.display_name, begun.updated_at, begun.pk)


def _dangers(viewer: Viewer, waits: list[Waiting], now: int) -> dict[int, int]:
    """How dangerous each of these calls is, by what was said on it, by where its case stands in the order of all lists, and by whether she
    or he is graded high in another."""
    of_cases = Ranked.objects.for_viewer(viewer).filter(case_id__in={each.case_id for each in waits if each.case_id})
    known = {
        case: (grade, orders[max(0, bisect_right(since, now) - 1)])
        for case, grade, since, orders in of_cases.values_list("case_id", "grade", "since", "orders")
    }
    high = high_elsewhere(viewer, waits) if waits else set()
    found = {}
    for each in waits:
        grade, order = known.get(each.case_id, ("", 0))
        found[each.number] = max(order, danger("high" if each.number in high else grade, each.dangers))
    return found


def _pressing(each: Waiting, dangers: dict[int, int], targets: dict[int, int]) -> tuple[int, bool, int, int]:
    """The most dangerous first, and of these who should have been reached the longest ago."""
    target = targets.get(each.number)
    return -dangers[each.number], target is None, target or 0, each.received_at


def _known(viewer: Viewer, listed: list[Call], suspects: list[int]) -> _Known:
    cases = Case.objects.for_viewer(viewer)
    called, sought = {call.case_id for call in listed if call.case_id}, set(suspects)
    by_id: dict[str, Case] = {}
    of_suspect: dict[int, Case] = {}
    around = []
    for case in cases.filter(Q(id__in=called) | Q(suspect_id__in=sought) | concerning(listed)).order_by("last_at"):
        around.append(case)
        if case.id in called:
            by_id[case.id] = case
        if case.suspect_id in sought:
            of_suspect[case.suspect_id] = case
    numbers = {number for case in by_id.values() for number in (case.victim_id, case.suspect_id)} | set(suspects)
    numbers |= {number for call in listed for number in (call.victim_id, call.suspect_id)}
    people = Person.objects.for_viewer(viewer).in_bulk([number for number in numbers if number is not None])
    standing = Standing.objects.for_viewer(viewer).in_bulk({case.id for case in around} | called)
    return _Known(by_id, people, standing, of_suspect, Around(around))


def _line(call: Call, waiting: Waiting, target: int | None, known: _Known, units: list[Sending], now: int) -> Line:
    standing, elsewhere = known.standing.get(call.case_id), grade_elsewhere(call, known.around, known.standing)
    on_it = [each for each in units if each.done is None]
    own, said = (standing.grade, standing.dangers) if standing else ("", [])
    return Line(
        number=call.event_id,
        reference=call.said,
        address=address_of("call", call.event_id),
        who=_who(call, known),
        case=address_of("case", call.case_id) if call.case_id in known.cases else "",
        dangers=_dangers_of(call, standing, elsewhere),
        grade=_title(call) if call.grade else _("not graded"),
        received_at=call.received_at,
        target=target,
        past=now - target if target is not None and now > target else None,
        unit=_unit(call, on_it, now),
        history=call.history_checked_at is not None,
        briefed=call.briefed_at is not None,
        told_at=call.told_delay_at,
        cut_off=waiting.cut_off,
        reassessed_at=call.reassessed_at,
        words=call.words,
        danger=max(danger(grade, {*call.dangers, *said}) for grade in (own, elsewhere or own)),  # ungraded is more than medium
        channel=str(CHANNELS.get(call.channel, "")) if call.channel not in ("", "999") else "",
        unread=unread(call, units, now),
        sent=bool(on_it),
        read=bool(on_it) and all(each.read for each in on_it),
        second=_second(call),
        back=call.call_back_who,
    )


def _dangers_of(call: Call, standing: Standing | None, elsewhere: str) -> list[Word]:
    said = [Word(words.sentence(standard().label("call.received", name)), "serious") for name in call.dangers]
    return grades(standing, elsewhere) + said


def _gone_in(call: Call, known: _Known, says: list[str]) -> GoneIn:
    elsewhere = grade_elsewhere(call, known.around, known.standing)
    dangers = _dangers_of(call, known.standing.get(call.case_id), elsewhere)
    return GoneIn(call.said, address_of("call", call.event_id), _who(call, known), dangers, says)


def _title(call: Call, grade: str = "") -> str:
    name = grade or call.grade
    return grading().titles(call.agency)[name].lower() if name in grading().grades else standard().value(name)


def _second(call: Call) -> str:
    if call.second_at is None:
        return _("no")
    return _("agrees") if call.second_agrees else _("advises otherwise")


def _who(call: Call, known: _Known) -> str:
    case = known.cases.get(call.case_id)
    if case is not None:
        return pair_name(case, known.people)
    named = [full_name(known.people[number]) for number in (call.victim_id, call.suspect_id) if number in known.people]
    return _(" and ").join(named) or words.sentence(call.category) or _("Nobody named yet")


def _unit(call: Call, on_it: list[Sending], now: int) -> str:
    if on_it:
        each_since = (_("%(unit)s, sent %(time)s") % {"unit": each.callsign, "time": words.ago(each.sent, now)} for each in on_it)
        return "; ".join(each_since)
    if call.units:
        return _("%(units)s done; none on it now") % {"units": ", ".join(call.units)}
    if call.diverted_at is not None and (call.dispatched_at is None or call.dispatched_at < call.diverted_at):
        return _("sent elsewhere %(time)s") % {"time": words.ago(call.diverted_at, now)}
    if call.dispatched_at is not None:
        return _("sent %(time)s") % {"time": words.ago(call.dispatched_at, now)}
    return _("none sent")


def _reason(name: str) -> str:
    found = grading().lowering.get(name)
    return found.says if found else words.spoken(name)


def _unmarked(viewer: Viewer, call: Call, duty: Obligation, known: _Known) -> Unmarked:
    return Unmarked(
        reference=call.said,
        address=address_of("call", call.event_id),
        who=_who(call, known),
        received_at=call.received_at,
        says=words.sentence(f"{duty.says}; {duty.outcome}."),
        do=f"{duties.address(duty, 'done')}?back={address_of('supervisor')}",
        maybe=duties.maybe(duty),
        decide=duties.decided_at(viewer, call.case_id if call.case_id in known.cases else "", [duty]),
    )


def _owner(viewer: Viewer, each: Owned, agencies: dict[str, str], now: int) -> Owner:
    title = words.sentence(role_title(each.who))
    if each.agency != viewer.agency:
        title, nobody = f"{title}, {agencies.get(each.agency, each.agency)}", _("Nobody there signs in here")
    else:
        nobody = _("Held by nobody") if standing_in(viewer).lacks(each.who) else ""
    address = f"{address_of('my-work')}?all=1&role={each.who}"
    return Owner(title, nobody, address, each.overdue, graded(each.grade), each.longest, _come_at(viewer, each, now))


def _come_at(viewer: Viewer, each: Owned, now: int) -> int | None:
    """By what the area does with every duty of a role; where a rule says otherwise, its duty says so."""
    steps = rulebook().escalates(None, each.who, now) if each.agency == viewer.agency else ()
    after = next((step.after for step in steps if step.to == viewer.role), None)
    return each.longest + after if after is not None and each.longest is not None and each.longest + after <= now else None


def _sought(each: Wanted, known: _Known) -> Sought:
    case = known.of_suspect.get(each.person)
    standing = known.standing.get(case.id) if case is not None else None
    return Sought(
        who=full_name(known.people.get(each.person)),
        address=address_of("case", case.id) if case is not None else "",
        wanted_for=each.wanted_for,
        since=each.since,
        tried_at=each.tried_at,
        result=each.result,
        dangers=[graded(standing.grade), *warnings(set(standing.dangers))] if standing is not None else [],
    )
