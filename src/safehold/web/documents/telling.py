"""The events of a case as they may be chosen from: in words, part by part, and only what the viewer reads."""

from collections.abc import Mapping
from typing import Any

from safehold.access.viewer import Viewer
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event, Mention
from safehold.chronology.times import BadTime, read_when
from safehold.documents.content import NOTE, WHEN, Entry, Part
from safehold.documents.known import Held
from safehold.web import words
from safehold.web.events.telling import HIDDEN, kept_from
from safehold.web.events.words import standard

NAMES = frozenset(("given_name", "family_name", "date_of_birth", "sex", "aliases"))
REACHED = ("address", "postcode", "phone", "email")


def entries(viewer: Viewer, held: Held, agencies: Mapping[str, str], asked: int | None, *, confidential: bool) -> list[Entry]:
    """`confidential`: where she is, is kept from most. `asked`: the person whose data it is."""
    return [_entry(viewer, held, seq, event, agencies, asked, confidential=confidential) for seq, event in held.events.items()]


def _entry(
    viewer: Viewer, held: Held, seq: int, event: Event, agencies: Mapping[str, str], asked: int | None, *, confidential: bool
) -> Entry:
    known = standard()
    kept = kept_from(viewer, event, confidential=confidential)
    secret = confidential or any(said.confidential for said in event.people)
    own = {said.ref for said in event.people if asked is not None and held.persons.get((seq, said.ref)) == asked}
    parts = [Part(WHEN, "That it happened, and when", words.coarse(event.occurred_at))]
    for place, said in enumerate(event.people):
        parts += _person(place, said, own=said.ref in own, places="address" not in kept)
    parts += [
        Part(f"data:{name}", words.sentence(known.label(event.kind, name)), _said(event, name, agencies), False, secret and name in HIDDEN)
        for name in event.data
        if name not in kept and name not in known.of(event.kind).hide
    ]
    if event.note and event.agency == viewer.agency:
        parts.append(Part(NOTE, "Note", event.note))
    title = words.sentence(known.of(event.kind).title)
    return Entry(seq, event.kind, event.occurred_at.earliest, words.coarse(event.occurred_at), title, tuple(parts), bool(own))


def _person(place: int, said: Mention, *, own: bool, places: bool) -> list[Part]:
    role = words.sentence(words.spoken(said.role))
    hidden = set(said.confidential)
    found = []
    if said.named:
        born = f", born {said.date_of_birth}" if said.date_of_birth else ""
        found.append(Part(f"person:{place}", role, f"{words.person(said.given_name, said.family_name)}{born}", own, bool(hidden & NAMES)))
    reached = [getattr(said, name) for name in REACHED if getattr(said, name) and (places or name not in hidden)]
    if reached:
        found.append(Part(f"where:{place}", f"{role}: how to reach them", ", ".join(reached), own, bool(hidden & set(REACHED))))
    return found


def _said(event: Event, name: str, agencies: Mapping[str, str]) -> str:
    given: Any = event.data[name]
    field = CATALOGUE.kinds[event.kind].fields.get(name)
    if field is not None and field.shape in ("date", "time"):
        try:
            return words.coarse(read_when(given))
        except BadTime:
            return str(given)
    if isinstance(given, list):
        return ", ".join(agencies.get(str(one), standard().value(one)) for one in given)
    return agencies.get(given, standard().value(given)) if isinstance(given, str) else standard().value(given)
