"""Whether a document of a review would still find somebody: a name, initials, an address, a phone, in whatever spelling. Pure."""

import re
from collections.abc import Iterable

import msgspec

from safehold.chronology.envelope import Event
from safehold.documents.reviews.content import Report, Section, Text
from safehold.documents.scanning import Secret, found, marks
from safehold.practice.reviews.people import Somebody

# Letters that stand together for something else in any report.
_NOT_INITIALS = frozenset(
    ("DA", "PC", "PS", "IT", "GP", "CP", "HR", "UK", "EU", "AI", "MP", "ID", "TV", "OK", "AM", "PM", "NO", "ON", "IN")
)
_PLACES = ("address", "address_given")


class Left(msgspec.Struct, frozen=True):
    """Something that stands in a document. Of a name alone, a person can say that it is only a word here."""

    said: str
    name: bool


def left(report: Report, people: Iterable[Somebody], events: Iterable[Event], staff: Iterable[str] = ()) -> list[Left]:
    """What stands in it that must not, each with where; nothing where it may leave. `staff` are those who recorded any of it, by
    their names."""
    everybody = list(people)
    secrets = [*_names(everybody), *_reached(events)]
    written = {each: form for somebody in everybody for each, form in _initials(somebody)}
    working = [Secret("whole name", "a member of staff", each) for each in staff if len(each.split()) > 1]
    told: dict[Left, None] = {}
    for where, text in report.texts():
        for secret in found(text, secrets):
            name = secret.what == "name"
            what = f"name {secret.text}" if name else secret.what
            told[Left(f"{where}: the {what} of somebody ({secret.whose.replace('_', ' ')})", name)] = None
        for recorded in found(text, working):
            told[Left(f"{where}: the name {recorded.text} of somebody (a member of staff)", name=True)] = None
        for each, form in written.items():
            if form.search(text):
                told[Left(f"{where}: the initials {each} of somebody", name=True)] = None
        for mark in marks(text):
            told[Left(f"{where}: {mark}", name=False)] = None
    return list(told)


def reached_by(text: str, people: Iterable[Somebody], events: Iterable[Event]) -> list[str]:
    """What of a text would find somebody, for a text that is read beyond the panel: where they live, how they are reached, what they drive;
    and their names in another form or spelling, where these are written as names."""
    capital = " ".join(word for word in text.split() if word[:1].isupper())
    found_ = dict.fromkeys(each.what for each in found(text, _reached(events)))
    found_ |= dict.fromkeys(f"name {each.text}" for each in found(capital, _names(people)))
    return [*found_, *marks(text)]


def with_template(report: Report, texts: Iterable[str]) -> Report:
    """The same, with what stands around it in the partnership's template, for what is looked for in it."""
    return msgspec.structs.replace(report, sections=(*report.sections, Section("The template", tuple(Text(each) for each in texts))))


def _initials(somebody: Somebody) -> Iterable[tuple[str, re.Pattern[str]]]:
    """As A.Q. or A. Q., and as AQ unless that is a word of its own."""
    for given, family in somebody.names:
        if given and family:
            one, two = given[0].upper(), family[0].upper()
            bare = "" if one + two in _NOT_INITIALS else rf"|{re.escape(one + two)}"
            form = rf"(?<![\w.])(?:{re.escape(one)}\.\s?{re.escape(two)}(?:\.|(?!\w)){bare}(?![\w.]))"
            yield f"{one}.{two}.", re.compile(form)


def _names(people: Iterable[Somebody]) -> Iterable[Secret]:
    for each in people:
        parts = {part for name in (*each.names, *((alias, "") for alias in each.aliases)) for half in name for part in half.split()}
        for part in sorted(parts):
            yield Secret("name", each.role, part)


def _reached(events: Iterable[Event]) -> Iterable[Secret]:
    seen = set()
    for event in events:
        for person in event.people:
            for what, text, postcode in (
                ("address", person.address, person.postcode), ("phone", person.phone, ""), ("email", person.email, ""),
            ):  # fmt: skip
                if (text or postcode) and (what, text, postcode) not in seen:
                    seen.add((what, text, postcode))
                    yield Secret(what, person.role, text, False, postcode)
        for where in _said(event):
            if where not in seen:
                seen.add(where)
                yield Secret(where[0], "somebody", where[1], False, where[2])


def _said(event: Event) -> Iterable[tuple[str, str, str]]:
    """Where a call was from, an alarm was put, a child goes to school: what, the text, the postcode."""
    postcode = str(event.data.get("postcode_given", ""))
    places = [str(event.data[name]) for name in _PLACES if event.data.get(name)]
    yield from (("address", place, postcode) for place in places or ([""] if postcode else []))
    if event.data.get("school"):
        yield "school", str(event.data["school"]), ""
