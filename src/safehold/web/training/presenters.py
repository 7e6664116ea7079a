"""Training as its page shows it, and in a word for rosters."""

from collections.abc import Iterable

import msgspec
from django.utils.translation import gettext as _

from safehold.practice.training.listed import Member
from safehold.practice.training.standing import ORDER, Stands
from safehold.web import words
from safehold.web.naming import role_title

LEVELS = {"never": "severe", "lapsed": "severe", "lapsing": "serious", "trained": "note"}


class Row(msgspec.Struct, frozen=True):
    name: str
    staff_id: str
    roles: str
    word: str
    level: str
    last: str
    until: str
    other: str


def rows(found: Iterable[Member], now: int) -> list[Row]:
    return [_row(each, now) for each in found]


def word(stands: Stands) -> str:
    said = {"never": _("Not trained"), "lapsed": _("Lapsed"), "lapsing": _("Lapses soon"), "trained": _("Trained")}
    return said[stands.standing]


def counts(found: Iterable[Member]) -> list[tuple[str, int]]:
    listed = [each.training.standing for each in found]
    return [(word(Stands(standing)), listed.count(standing)) for standing in ORDER]


def roles(found: Iterable[Member]) -> list[tuple[str, str]]:
    return sorted({(role, words.sentence(role_title(role))) for each in found for role in each.roles}, key=lambda each: each[1])


def _row(each: Member, now: int) -> Row:
    stands = each.training
    last = f"{stands.last.name}, {words.day(stands.last.at)}" if stands.last else ""
    until = ""
    if stands.until is not None:
        said = _("since %(day)s") if stands.until < now else _("until %(day)s")
        until = said % {"day": words.day(stands.until)}
    other = ""
    if stands.other is not None:
        said = _("Not led by a specialist: %(course)s, %(day)s")
        other = said % {"course": stands.other.name, "day": words.day(stands.other.at)}
    return Row(each.name, each.staff_id, ", ".join(map(role_title, each.roles)), word(stands), LEVELS[stands.standing], last, until, other)
