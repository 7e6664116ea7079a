"""The queue of people who may be one, a page of it at a time, and why each pair stands where it does."""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.viewer import Viewer
from safehold.identity.between import named_together
from safehold.identity.models import Person, Waiting
from safehold.identity.unsure import Wanted, around, ranked, unsure
from safehold.web.naming import Word, graded

PAGE = 25
DIFFER = {
    "given_name": gettext_lazy("Given name differs"),
    "family_name": gettext_lazy("Surname differs"),
    "date_of_birth": gettext_lazy("Birth date differs"),
    "sex": gettext_lazy("Sex differs"),
    "address": gettext_lazy("Address differs"),
    "phone": gettext_lazy("Phone differs"),
    "nothing": gettext_lazy("Nothing differs"),
}
_GRADES = ("", "standard", "medium", "high")


class Listed(msgspec.Struct, frozen=True):
    """A pair, and why it stands where it does."""

    pair: Waiting
    why: list[Word]


class Page(msgspec.Struct, frozen=True):
    """`number` of `pages`; `count` is of all pairs."""

    listed: list[Listed]
    people: dict[int, Person]
    number: int
    pages: int
    count: int


def page_of(viewer: Viewer, wanted: Wanted, asked: int, now: int) -> Page:
    found = unsure(viewer, wanted)
    count = found.count()
    pages = max(1, -(-count // PAGE))
    number = min(asked, pages)
    shown = list(ranked(found, now)[(number - 1) * PAGE : number * PAGE])
    together = named_together(viewer, [(pair.one, pair.other) for pair in shown])
    listed = [Listed(pair, [*_why(pair, now), *_mind(pair, together)]) for pair in shown]
    numbers = {person for each in listed for person in (each.pair.one, each.pair.other)}
    return Page(listed, Person.objects.for_viewer(viewer).in_bulk(numbers), number, pages, count)


def at_stake(viewer: Viewer, one: int, other: int, now: int) -> dict[int, list[Word]]:
    """What is at stake with each of the two, where they wait for a judgement: what puts them where they stand in the queue."""
    pair = next((each for each in around(viewer, [one]) if {each.one, each.other} == {one, other}), None)
    if pair is None:
        return {one: [], other: []}
    return {
        pair.one: _stakes(pair.one_grade, pair.one_open, held=pair.one_held >= now),
        pair.other: _stakes(pair.other_grade, pair.other_open, held=pair.other_held >= now),
    }


def _stakes(grade: int, called: bool, *, held: bool) -> list[Word]:
    found = [graded(_GRADES[grade])]
    found += [Word(_("Order or bail in force"), "serious")] if held else []
    return [*found, Word(_("Open call"), "serious")] if called else found


def _mind(pair: Waiting, together: set[tuple[int, int]]) -> list[Word]:
    """What speaks against it beyond how alike they are: who is named beside somebody is seldom that somebody."""
    return [Word(_("Mind"), "note", _("both are named in one record"))] if (pair.one, pair.other) in together else []


def _why(pair: Waiting, now: int) -> list[Word]:
    why = []
    if pair.one_grade != pair.other_grade:
        word = graded(_GRADES[max(pair.one_grade, pair.other_grade)])
        only = _("for one only") if min(pair.one_grade, pair.other_grade) else _("for one, not graded for the other")
        why.append(Word(word.word, word.level, only))
    if (pair.one_held >= now) != (pair.other_held >= now):
        why.append(Word(_("Order or bail in force"), "serious", _("for one only")))
    if pair.one_open != pair.other_open:
        why.append(Word(_("Open call"), "serious", _("for one only")))
    elif pair.one_open:
        why.append(Word(_("Open call"), "serious", _("for both")))
    if pair.children:
        why.append(Word(_("Children"), "note", ""))
    return why
