"""A safety plan as its page shows it: her wishes first, then what is to be done, by whom it is for."""

from collections.abc import Iterable, Mapping

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from safehold.access.staff import staff_names
from safehold.chronology.envelope import Event
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.planning.capacity import TAKES, WHAT, Said
from safehold.practice.safeguarding.planning.plan import Action, Plan
from safehold.rulebook.models import Obligation
from safehold.web import words
from safehold.web.case.entering import Inside
from safehold.web.events.words import standard
from safehold.web.in_confidence import held_in_confidence

REVIEW, ESCORT = "plan-reviewed", "escort-decided"


class Line(msgspec.Struct, frozen=True):
    """`state` is open, done or cancelled; `words` how it is known to be done, or why it is no longer needed."""

    seq: int
    what: str
    owner: str
    due_at: int | None
    overdue: bool
    state: str
    at: int | None
    words: str
    marac: bool


class Group(msgspec.Struct, frozen=True):
    title: str
    lines: list[Line]


class Wish(msgspec.Struct, frozen=True):
    wishes: str
    words: str
    summary: str
    at: int
    by: str


class Asked(msgspec.Struct, frozen=True):
    """A request for an escort; `answer` is empty where nobody has decided."""

    seq: int
    title: str
    at: int
    when: int | None
    afraid: bool
    answer: str
    reason: str
    alternative: str


def wish(plan: Plan, inside: Inside) -> Wish | None:
    if not plan.made:
        return None
    made = plan.made[0]
    return Wish(
        wishes=_said(made, "wishes"), words=_said(made, "words"), summary=_said(made, "summary"), at=made.occurred_at.latest,
        by=inside.agencies.get(made.agency, made.agency),
    )  # fmt: skip


def _said(event: Event, name: str) -> str:
    return str(event.data.get(name, "")) or (held_in_confidence() if f"data/{name}" in event.withheld else "")


def groups(plan: Plan, inside: Inside) -> list[Group]:
    """Hers first, then each child's and each other's of the household, then moving; what is open before what has ended."""
    found: dict[tuple[int, str], list[Line]] = {}
    names = staff_names({each.owner for each in plan.actions})
    for each in plan.actions:
        found.setdefault(_for(each, inside), []).append(_line(each, inside, names))
    return [Group(title, lines) for (_place, title), lines in sorted(found.items(), key=lambda item: item[0])]


def _for(action: Action, inside: Inside) -> tuple[int, str]:
    if action.plan == "move":
        return 3, _("Moving")
    if action.whose == "victim":
        return 0, inside.her
    return (1 if action.whose == "child" else 2), action.name or _("Somebody of the household")


def _line(each: Action, inside: Inside, names: Mapping[str, str]) -> Line:
    agency = inside.agencies.get(each.owner_agency, each.owner_agency) or _("nobody")
    owner = names.get(each.owner, each.owner)
    what = each.what or (held_in_confidence() if each.withheld else _("no words on record"))
    state = "open" if each.open else "cancelled" if each.done_at is None else "done"
    return Line(
        each.seq, words.sentence(what), f"{owner}, {agency}" if owner else agency, each.due_at,
        each.open and each.due_at is not None and each.due_at < inside.now, state, each.done_at or each.cancelled_at,
        each.evidence or each.reason, each.plan == "marac",
    )  # fmt: skip


def escorts(plan: Plan) -> list[Asked]:
    found = []
    for each in plan.escorts:
        data = each.decided.data if each.decided is not None else {}
        answer = ""
        if each.decided is not None:
            answer = _("Police go with her") if data.get("granted") is True else _("Refused")
        title = _("She moves to a refuge") if each.kind == "move.planned" else _("She asked for police to go with her")
        found.append(
            Asked(each.seq, title, each.at, each.when, each.afraid, answer, str(data.get("reason", "")), str(data.get("alternative", "")))
        )
    return found


def moves(plan: Plan) -> list[tuple[str, int | None, bool, str, str]]:
    """What kind of place, when, whether she has moved; how and where to, for those who may read it."""
    return [
        (
            words.sentence(standard().value(str(each.event.data.get("to", "")))), each.on, each.moved, _said(each.event, "how"),
            _said(each.event, "destination"),
        )
        for each in plan.moves
    ]  # fmt: skip


def unplanned(plan: Plan, inside: Inside) -> bool:
    """High risk, and nobody owns an action of a plan: somebody must, today."""
    high = Standing.objects.for_viewer(inside.viewer).filter(case_id=inside.case.id, grade="high").exists()
    return high and not plan.owned


def to_look_at(inside: Inside) -> list[Obligation]:
    """What has happened since the plan was last looked at, by which the rulebook asks for it."""
    open_ones = Obligation.objects.for_viewer(inside.viewer).open_of_case(inside.case.id).filter(Q(rule=REVIEW))
    return list(open_ones.at(inside.now).order_by("due_latest"))


def free(listed: Iterable[Said], agencies: Mapping[str, str]) -> list[tuple[str, str, int, str, int, bool]]:
    """Who, what, how many, for whom, said when, and whether that is too long ago to rely on."""
    return [
        (
            agencies.get(each.agency, each.agency), str(WHAT.get(each.what, each.what)), each.free,
            ", ".join(str(TAKES[name]) for name in each.takes if name in TAKES), each.at, each.stale,
        )
        for each in listed
    ]  # fmt: skip


def neutral(actions: Iterable[Action], hers: Mapping[str, str]) -> list[str]:
    """The lines of a copy to begin with: of what is open, how the library says it to nobody but her."""
    return list(dict.fromkeys(hers[each.item] for each in actions if each.open and hers.get(each.item)))


def left_off(actions: Iterable[Action], hers: Mapping[str, str]) -> list[str]:
    """What is open and has no such words: it is gone through with her, since it is not on the paper."""
    open_ones = [each for each in actions if each.open and not hers.get(each.item)]
    return list(dict.fromkeys(words.sentence(each.what or (held_in_confidence() if each.withheld else "")) for each in open_ones))
