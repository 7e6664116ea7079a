"""The day-by-day account of a chronology told as live events, as text that a panel can read. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

import msgspec

from safehold.access.roles import standard as roles
from safehold.chronology.envelope import Event
from safehold.chronology.times import DAY, When, london
from safehold.oversight.retelling.call_page import CallShown
from safehold.oversight.retelling.days import Came
from safehold.oversight.retelling.following import Change, Danger, Moment, Owed, Retold, What

WORDS: Mapping[What, str] = {
    "not_allowed": "Not allowed",
    "overdue": "Overdue",
    "perhaps_overdue": "Perhaps overdue: the record is too coarse to say",
    "passed_on": "Goes further up, since nobody has answered it",
    "soon": "Due soon",
    "begun": "New duty",
    "not_known": "Cannot be told from the record",
    "late": "Done, late",
    "met": "Done",
    "waived": "Waived",
    "released": "No longer owed",
    "not_owed": "No longer owed",
}
INITIALS = frozenset(("cps", "idva", "nhs"))


class About(msgspec.Struct, frozen=True):
    """What an account is of, and in whose words events are told. `assumed` says how events without their day were put on one."""

    name: str
    title: Callable[[Event], str]
    assumed: str
    rules: str


def account(retold: Retold, about: About) -> str:
    return "\n".join(_lines(retold, about)) + "\n"


def _lines(retold: Retold, about: About) -> Iterator[str]:
    yield from (f"# {about.name}, told as live events", "")
    if not retold.moments:
        yield "The file holds no events."
        return
    came = [each.came for each in retold.stages]
    yield f"{len(came)} events came in between {day(came[0].at)} and {day(came[-1].at)}. {about.rules} {about.assumed}"
    yield ""
    yield "What follows is what Safehold would have put in front of whom, from what was on record at each moment and nothing later."
    yield from _in_short(retold)
    for _, moments in groupby(retold.moments, key=lambda each: _date(each.at)):
        yield from _day(list(moments), retold, about)


def _in_short(retold: Retold) -> Iterator[str]:
    """What stood on somebody's list when the last event came in: what there was still to be done by then."""
    last = max((each for each in retold.moments if each.came is not None), key=lambda each: each.number)
    owed = [each for each in retold.owed(before_last(last)) if each.overdue]
    yield from ("", f"## When the last event came in, {day(last.at)}", "")
    yield from _not_allowed(retold)
    if not owed:
        yield "Nothing stood overdue."
        return
    yield f"{len(owed)} duties had been put in front of somebody, and stood overdue:"
    yield ""
    for (title, who, agency), each in by_title(owed).items():
        longest = max((last.at - one.duty.due.latest) // DAY if one.duty.due is not None else 0 for one in each)
        times = f", {len(each)} times" if len(each) > 1 else ""
        also = next((f"; gone to the {role_title(one.also)} as well" for one in each if one.also), "")
        yield f"- {title}{times}. {who_of(who, agency)}; overdue for {days(longest)} at most{also}"


def _not_allowed(retold: Retold) -> Iterator[str]:
    found: dict[str, int] = {}
    for moment in retold.moments:
        for each in moment.changes:
            if each.what == "not_allowed":
                found[each.title] = found.get(each.title, 0) + 1
    if found:
        yield "Recorded although it is not allowed, and shown as such when it was recorded:"
        yield ""
        yield from (f"- {title}{f', {times} times' if times > 1 else ''}" for title, times in found.items())
        yield ""


def before_last(last: Moment) -> Moment:
    """As things stood when the last event came in, by what had come in before it."""
    return msgspec.structs.replace(last, stage=last.stage - 1)


def by_title(owed: Iterable[Owed]) -> dict[tuple[str, str, str], list[Owed]]:
    found: dict[tuple[str, str, str], list[Owed]] = {}
    for each in owed:
        found.setdefault((each.title, each.duty.who, each.duty.agency), []).append(each)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _day(moments: list[Moment], retold: Retold, about: About) -> Iterator[str]:
    yield from ("", f"## {london(moments[0].at):%A} {day(moments[0].at)}")
    for moment in moments:
        yield ""
        if moment.came is not None:
            by = agency_name(moment.came.event.agency)
            yield f"{clock(moment.at)} **{about.title(moment.came.event)}**, recorded by {by}{_within(moment.came)}"
            yield ""
            call = retold.stages[moment.stage - 1].call
            if call is not None:
                yield from (f"- The page of the call would have shown: {sentence}" for sentence in call_sentences(call))
        else:
            yield f"{clock(moment.at)} Time alone"
            yield ""
        said = change_sentences(moment.changes)
        yield from (f"- {sentence}" for sentence in said or ["It changes nothing that is owed."])
    last = moments[-1]
    if any(each.came is not None for each in moments):
        yield ""
        yield from (f"- In order of danger, {place}: {danger_sentence(each)}" for place, each in enumerate(retold.dangers(last), 1))
    owed = retold.owed(last)
    overdue = sum(each.overdue for each in owed)
    yield from ("", f"At the end of the day {len(owed)} duties stand open, {overdue} of them overdue.")


def change_sentences(changes: Iterable[Change]) -> list[str]:
    """Alike ones together: the same duty, of the same role, for several triggers."""
    found: dict[tuple[str, str, str, str], list[Change]] = {}
    for each in changes:
        found.setdefault((each.what, each.title, each.role, each.agency), []).append(each)
    order = list(WORDS)
    listed = sorted(found.items(), key=lambda item: order.index(item[1][0].what))
    return [_change(each) for _, each in listed]


def _change(alike: list[Change]) -> str:
    first = alike[0]
    dues = [each.duty.due.latest for each in alike if each.duty.due is not None and each.duty.timed]
    by = f", by {clock(min(dues))} on {day(min(dues))}" if dues and first.what in ("begun", "soon") else ""
    times = f" ({len(alike)} times)" if len(alike) > 1 else ""
    return f"{WORDS[first.what]}: {first.title}{times}. {who_of(first.role, first.agency)}{by}"


def call_sentences(call: CallShown) -> list[str]:
    if call.on_record:
        reports = f"{_reports(call.lately)} in the last 12 months, {call.earlier} in all" if call.earlier else "no earlier report"
        last = f", the last on {day(call.last)}" if call.last is not None else ""
        found = [f"{call.who} is on record: {reports}{last}"]
    else:
        found = [f"{call.who} is not on record yet; no record is not no history"]
    if call.also:
        found.append(f"it may also be {', '.join(call.also)}, which nobody has decided yet")
    known = [*([f"graded {call.grade}"] if call.grade else []), *(each.replace("_", " ") for each in call.said_or_done), *call.in_force]
    if known:
        found.append(f"known: {', '.join(known)}")
    found.append(f"suggested grade: {call.suggested.grade.replace('_', ' ')}, because: {call.suggested.because}")
    return found


def _reports(number: int) -> str:
    return "one report" if number == 1 else f"{number or 'no'} reports"


def danger_sentence(each: Danger) -> str:
    said = f"; {', '.join(name.replace('_', ' ') for name in each.said_or_done)}" if each.said_or_done else ""
    graded = f"graded {each.grade}" if each.grade else "not graded by anybody"
    points = f", {each.points} {'point' if each.points == 1 else 'points'}{', placed higher by a person' if each.placed else ''}"
    return f"{each.who}: {graded}{points}{said}"


def _within(came: Came) -> str:
    return f" (time assumed: its source says {span(came.within)})" if came.within is not None else ""


def span(when: When) -> str:
    first, last = day(when.earliest), day(when.latest)
    return first if first == last else f"between {first} and {last}"


def who_of(role: str, agency: str) -> str:
    return f"For the {role_title(role)}, {agency_name(agency)}"


def role_title(role: str) -> str:
    found = roles().roles.get(role)
    return found.title if found is not None else role.replace("_", " ")


def agency_name(slug: str) -> str:
    """As it would be written: these agencies are known by nothing but their slug."""
    return " ".join(part.upper() if part in INITIALS else part.capitalize() for part in slug.split("-"))


def days(number: int) -> str:
    return "less than a day" if number < 1 else "one day" if number == 1 else f"{number} days"


def day(at: int) -> str:
    return f"{london(at):%-d %B %Y}"


def clock(at: int) -> str:
    return f"{london(at):%H:%M}"


def _date(at: int) -> date:
    return london(at).date()
