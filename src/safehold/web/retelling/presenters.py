"""A moment of a chronology that is told as live events, as its page shows it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.urls import reverse

from safehold.chronology.times import end_of_day, london
from safehold.oversight.retelling import account
from safehold.oversight.retelling.days import Came, How
from safehold.oversight.retelling.files import Told
from safehold.oversight.retelling.following import Moment, Owed, Retold
from safehold.rulebook.model import Standard
from safehold.web import words
from safehold.web.events.words import titled

MOST_OF_A_ROLE = 8
LEVELS = {"high": "severe", "medium": "serious", "standard": "note"}


class Happened(msgspec.Struct, frozen=True):
    at: int
    title: str
    agency: str
    assumed: str
    words: str
    call: list[str]
    changes: list[str]
    latest: bool


class Listed(msgspec.Struct, frozen=True):
    title: str
    due: int | None
    times: int
    overdue: bool
    also: str


class OnList(msgspec.Struct, frozen=True):
    """What stands on the list of a role, what is alike as one; `more` how many are not shown."""

    who: str
    overdue: int
    duties: list[Listed]
    more: int


def page(found: Told, at: int, number: int, how: How, standard: Standard, *, playing: bool) -> dict[str, Any]:
    retold = found.retold
    kept = {name: value for name, value in (("days", how), ("standard", standard)) if value not in ("spread", "today")}

    def to(step: int, **more: str) -> str:
        return f"{reverse('retelling-file', args=[number])}?{urlencode({'at': step, **kept, **more})}"

    moment = retold.moments[at - 1] if at else None
    end, days = len(retold.moments), _days(retold)
    return {
        "told": found,
        "number": number,
        "at": at,
        "end": end,
        "moment": moment,
        "weekday": f"{london(moment.at):%A}" if moment else "",
        "came": moment.stage if moment else 0,
        "events": len(retold.stages),
        "day": _day_of(retold, moment) if moment else [],
        "lists": on_lists(retold.owed(moment)) if moment else [],
        "dangers": [(each.who, each.grade, LEVELS.get(each.grade, "serious"), account.danger_sentence(each).partition(": ")[2])
                    for each in (retold.dangers(moment) if moment else ())],
        "days": days,
        "today": max((step for step, _ in days if moment and retold.moments[step - 1].at <= _evening(moment)), default=0),
        "next_event": to(retold.next_event(at)),
        "next_day": to(retold.next_day(at)),
        "back": to(at - 1) if at else "",
        "start": to(0),
        "play": to(min(end, retold.next_event(at)), play="1"),
        "playing": playing and at < end,
        "pause": to(at),
        "how": how,
        "standard": standard,
        "account": f"{reverse('retelling-account', args=[number])}?{urlencode(kept)}",
    }  # fmt: skip


def _evening(moment: Moment) -> int:
    return end_of_day(london(moment.at).date())


def _day_of(retold: Retold, until: Moment) -> list[Happened]:
    """What has happened on the day of the clock so far, the latest first."""
    day = london(until.at).date()
    own = [each for each in retold.moments[: until.number] if london(each.at).date() == day]
    return [_happened(retold, each, until) for each in reversed(own)]


def _happened(retold: Retold, moment: Moment, until: Moment) -> Happened:
    came = moment.came
    call = retold.stages[moment.stage - 1].call if came is not None else None
    return Happened(
        at=moment.at,
        title=titled(came.event) if came is not None else "",
        agency=account.agency_name(came.event.agency) if came is not None else "",
        assumed=_assumed(came),
        words=str(came.event.data.get("words", "")) if came is not None else "",
        call=[words.sentence(each) for each in account.call_sentences(call)] if call is not None else [],
        changes=account.change_sentences(moment.changes),
        latest=moment is until,
    )


def _assumed(came: Came | None) -> str:
    return account.span(came.within) if came is not None and came.within is not None else ""


def on_lists(owed: Iterable[Owed]) -> list[OnList]:
    """Role by role, those first with whom most is overdue."""
    by_role: dict[tuple[str, str], list[Owed]] = {}
    for each in owed:
        by_role.setdefault((each.duty.who, each.duty.agency), []).append(each)
    found = []
    for (who, agency), listed in by_role.items():
        alike = list(account.by_title(listed).items())
        duties = [
            Listed(
                title,
                min((one.duty.due.latest for one in each if one.duty.due is not None and one.duty.timed), default=None),
                len(each),
                any(one.overdue for one in each),
                next((account.role_title(one.also) for one in each if one.also), ""),
            )
            for (title, _, _), each in alike
        ]
        duties.sort(key=lambda each: (not each.overdue, each.due is None, each.due or 0))
        shown = duties[:MOST_OF_A_ROLE]
        name = f"{words.sentence(account.role_title(who))}, {account.agency_name(agency)}"
        found.append(OnList(name, sum(each.overdue for each in listed), shown, len(duties) - len(shown)))
    return sorted(found, key=lambda each: (-each.overdue, each.who))


def _days(retold: Retold) -> list[tuple[int, str]]:
    """Each day on which an event came in, by the step with which it ends, to be gone to."""
    ends: dict[str, int] = {}
    wanted = {account.day(each.at) for each in retold.moments if each.came is not None}
    for each in retold.moments:
        if (day := account.day(each.at)) in wanted:
            ends[day] = each.number
    return [(number, day) for day, number in ends.items()]
