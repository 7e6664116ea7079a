"""What professional standards read of cases with staff in them and of who asked after these. Nobody else who is on record is named here."""

import msgspec
from django.utils.translation import gettext as _

from safehold.access.staff import agency_names, staff_names
from safehold.access.standards.models import Alert
from safehold.access.standards.posts import posts
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant
from safehold.identity.staff.concerned import Concerned, Who, concerned
from safehold.web import words
from safehold.web.naming import Word, role_title

RELATIONS = {
    "self": Word(_("The person themselves"), "severe"),
    "line": Word(_("Their line or unit"), "severe"),
    "other": Word(_("Not named on it"), "serious"),
}
HOW = {"page": _("opened its address"), "check": _("checked a call"), "search": _("searched"), "export": _("took out a list")}


class Asked(msgspec.Struct, frozen=True):
    number: int
    sign: Word
    by: str
    agency: str
    how: str
    asked: str
    at: int
    times: int
    case: str
    outcome: str
    answered: str
    why: str


class Person(msgspec.Struct, frozen=True):
    """`to_answer`: nobody has said yet whether it is they."""

    person: int
    staff_id: str
    name: str
    agency: str
    to_answer: bool
    how: str


class Item(msgspec.Struct, frozen=True):
    """`missing` is what is still to be done, the most urgent first; `open` whether the reader sees the case itself."""

    case: str
    open: bool
    people: list[Person]
    as_what: str
    restricted: bool
    seen_by: list[str]
    units: list[str]
    notified: bool
    call: bool
    asked: int
    missing: list[str]


def asked_after(found: list[Alert]) -> list[Asked]:
    agencies = agency_names()
    return [_asked(each, agencies) for each in found]


def _asked(each: Alert, agencies: dict[str, str]) -> Asked:
    own = not each.case_id
    by = each.answered_by.display_name if each.answered_by else ""
    return Asked(
        each.pk,
        Word(_("Looked for themselves"), "serious") if own else RELATIONS[each.relation],
        f"{each.user.display_name} ({each.user.staff_id}), {role_title(each.role)}",
        agencies.get(each.agency, each.agency),
        str(HOW.get(each.how, each.how)),
        each.asked,
        instant(each.last_at),
        each.times,
        each.case_id,
        each.outcome,
        _("%(who)s, %(day)s") % {"who": by, "day": words.day(instant(each.answered_at))} if each.answered_at else "",
        each.outcome_why,
    )


def items(viewer: Viewer, waiting: list[Alert], now: int) -> list[Item]:
    listed = concerned(viewer)
    agencies = agency_names()
    names = staff_names({number for each in listed for number in (*each.seen_by, *(who.staff_id for who in each.who))})
    works = posts()
    units = {post.staff_id: post.unit for post in works.posts if post.today and post.unit}
    return [
        _item(viewer, each, [one for one in waiting if one.case_id == each.case.case_id], names, agencies, units, now) for each in listed
    ]


def _item(
    viewer: Viewer, each: Concerned, asked: list[Alert], names: dict[str, str], agencies: dict[str, str], units: dict[str, str], now: int
) -> Item:
    case, restricted = each.case, each.case.named is not None
    people = [_person(who, names, agencies) for who in each.who]
    missing = []
    if any(one.to_answer for one in people):
        missing.append(_("say whether it is they"))
    if not restricted:
        missing.append(_("restrict it to named people of another unit"))
    if not case.notified:
        missing.append(_("record that professional standards were told"))
    if any(not one.staff_id for one in people):
        missing.append(_("find out which member of staff it is: nobody is kept from it by name yet"))
    return Item(
        case.case_id,
        viewer.staff_id in each.seen_by,
        people,
        " and ".join(words.spoken(role) for role in case.stand_as),
        restricted,
        [f"{names.get(number, number)} ({number})" for number in each.seen_by],
        sorted({units[number] for number in each.seen_by if number in units}),
        case.notified,
        now < case.calls_until,
        sum(one.times for one in asked),
        missing,
    )


def _person(who: Who, names: dict[str, str], agencies: dict[str, str]) -> Person:
    return Person(
        who.person, who.staff_id, names.get(who.staff_id, who.staff_id) or _("not known which"), agencies.get(who.agency, who.agency),
        not who.certain, who.how,
    )  # fmt: skip
