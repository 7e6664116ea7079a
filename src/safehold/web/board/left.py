"""Calls that somebody began to type and left: who, since when, and what is known."""

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.practice.response.left_behind import left_as_typed, recorded, untouched_since
from safehold.practice.response.models import Draft
from safehold.practice.response.spoken import split_name
from safehold.practice.response.typed import TICKS, Typed
from safehold.risk.danger import danger
from safehold.web import words
from safehold.web.events.words import standard
from safehold.web.naming import Word


class Left(msgspec.Struct, frozen=True):
    """`call` is the address of the call where it is on record already and only what was typed since is not; `facts` is what else is
    known, in phrases."""

    number: int
    who: str
    dangers: list[Word]
    words: str
    facts: list[str]
    by: str
    opened_at: int
    touched_at: int
    call: str
    can: bool


def left(viewer: Viewer, now: int) -> list[Left]:
    found = left_as_typed(viewer, untouched_since(now))
    known = recorded([draft for draft, _given in found]) if found else {}
    found.sort(key=lambda each: -danger("", set(_ticked(each[1]))))
    return [_left(viewer, draft, given, known.get(draft.call)) for draft, given in found]


def _left(viewer: Viewer, draft: Draft, given: Typed, recorded_as: int | None) -> Left:
    return Left(
        number=draft.pk,
        who=_who(given),
        dangers=[Word(words.sentence(standard().label("call.received", name)), "serious") for name in _ticked(given)],
        words=given.words.strip(),
        facts=_facts(given),
        by=draft.user.display_name,
        opened_at=draft.opened_at,
        touched_at=draft.updated_at,
        call=reverse("call", args=[recorded_as]) if recorded_as is not None else "",
        can=viewer.may("record_calls"),
    )


def _who(given: Typed) -> str:
    named = [(given.given_name.strip(), given.family_name.strip()), split_name(given.his_name)]
    return _(" and ").join(words.person(*each) for each in named if any(each)) or _("Nobody named")


def _facts(given: Typed) -> list[str]:
    found = [", ".join(text.strip() for text in (given.address, given.postcode) if text.strip())]
    if given.phone.strip():
        found.append(_("calling from %(phone)s") % {"phone": given.phone.strip()})
    if given.afraid:
        found.append(_("she says that she is afraid"))
    if given.silent:
        found.append(_("she cannot talk"))
    if given.call_back == "unsafe":
        found.append(_("never call back"))
    return [each for each in found if each]


def _ticked(given: Typed) -> list[str]:
    return [name for name in TICKS if getattr(given, name)]
