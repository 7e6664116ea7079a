"""People, relations, grades and roles as pages call them."""

import re
from collections.abc import Mapping
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from safehold.access.roles import standard as roles
from safehold.chronology.envelope import Event
from safehold.identity.models import Case, Person
from safehold.web import words
from safehold.web.calls.named import RELATIONS, WARNINGS

GRADES = {"high": ("High risk", "severe"), "medium": ("Medium risk", "serious"), "standard": ("Standard risk", "note")}


class Word(msgspec.Struct, frozen=True):
    """Danger in a word, with how strongly it is shown, and what belongs to it."""

    word: str
    level: str
    detail: str = ""


def full_name(person: Person | None) -> str:
    return words.person(person.given_name, person.family_name) if person is not None else _("name not known")


def name_and_age(person: Person | None, today: date) -> str:
    age = words.age(person.date_of_birth, today) if person is not None else ""
    return f"{full_name(person)}, {age}" if age else full_name(person)


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def agencies_named(sentence: str, agencies: Mapping[str, str]) -> str:
    """A sentence of the rulebook, which knows agencies by their slugs, with their names."""
    return _SLUG.sub(lambda found: agencies.get(found[0], found[0]), sentence)


def pair_name(case: Case, people: dict[int, Person]) -> str:
    victim = full_name(people.get(case.victim_id))
    if case.suspect_id is None:
        return words.sentence(_("%(victim)s, nobody named who harms them") % {"victim": victim})
    return words.sentence(_("%(victim)s and %(suspect)s") % {"victim": victim, "suspect": full_name(people.get(case.suspect_id))})


def who_did(event: Event, viewer_agency: str, names: Mapping[str, str], agencies: Mapping[str, str]) -> str:
    """Whoever did what an event says: by name and role at one's own agency. Of another it is the role and where they work, which is whom to
    ask there; their name is theirs to give, and a number tells nobody anything."""
    if event.actor is None:
        return agencies.get(event.agency, event.agency)
    role = role_title(event.actor.role)
    if event.agency != viewer_agency:
        return _("%(role)s, %(agency)s") % {"role": role, "agency": agencies.get(event.agency, event.agency)}
    return _("%(name)s, %(role)s") % {"name": names.get(event.actor.id, event.actor.id), "role": role}


def relation(name: str) -> str:
    return str(RELATIONS.get(name, words.spoken(name)))


def role_title(role: str) -> str:
    return roles().roles[role].title if role in roles().roles else words.spoken(role)


def a_role(role: str) -> str:
    """a crime registrar, an investigator"""
    title = role_title(role)
    return _("an %(role)s") % {"role": title} if title[:1] in "aeio" else _("a %(role)s") % {"role": title}


def graded(grade: str, detail: str = "") -> Word:
    word, level = GRADES.get(grade, (_("Risk not graded"), "serious"))
    return Word(word, level, detail)


def warnings(names: set[str]) -> list[Word]:
    """Markers and dangers on record, what could hurt most first; one that has no words of its own is still said."""
    order = list(WARNINGS)
    known = sorted(names & WARNINGS.keys(), key=order.index)
    found = [Word(str(WARNINGS[name][0]), WARNINGS[name][1]) for name in known]
    more = sorted(names - WARNINGS.keys() - {"high_risk", "suspect_present"})
    return found + [Word(words.sentence(words.spoken(name)), "note") for name in more]
