"""How people are related who are not the same, in words."""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from safehold.identity.models import Person
from safehold.identity.related import Tie
from safehold.web import words
from safehold.web.naming import full_name, name_and_age, relation


class Tied(msgspec.Struct, frozen=True):
    """Somebody with all the ways in which they are related to whom the page is about."""

    person: int
    who: str
    address: str
    hows: list[str]
    ties: list[Tie]


def tied(ties: Iterable[Tie], people: dict[int, Person], asked: set[int], today: date) -> list[Tied]:
    """With their ages: a father and a son may have one name."""
    by_person: dict[int, list[Tie]] = {}
    for tie in ties:
        if tie.to in people and tie.to not in asked:
            by_person.setdefault(tie.to, []).append(tie)
    return [
        Tied(
            number,
            name_and_age(people[number], today),
            reverse("person", args=[number]),
            list(dict.fromkeys(how(tie, people if len(asked) > 1 else {}) for tie in found)),
            found,
        )
        for number, found in by_person.items()
    ]


def how(tie: Tie, people: dict[int, Person]) -> str:
    """Without people, nobody is named: the page is about one."""
    name = (people[tie.of].given_name or full_name(people[tie.of])) if tie.of in people else ""
    related = f" ({relation(tie.relation)})" if tie.relation else ""
    if tie.how == "harmed_by":
        return (_("Reported as harming %(name)s") % {"name": name} if name else _("Reported as harming them")) + related
    if tie.how == "harmed":
        return (_("Reported as harmed by %(name)s") % {"name": name} if name else _("Reported as harmed by them")) + related
    beside = _(", named beside %(name)s") % {"name": name} if name else ""
    if tie.how in ("phone", "address"):
        shared = _("Same phone as %(name)s") if tie.how == "phone" else _("Same address as %(name)s")
        return shared % {"name": name} if name else (_("Same phone") if tie.how == "phone" else _("Same address"))
    if tie.how.startswith("of_"):
        return _("Named beside %(name)s, who is there as %(role)s") % {"name": name or _("them"), "role": words.spoken(tie.how[3:])}
    return words.sentence(words.spoken(tie.how)) + beside
