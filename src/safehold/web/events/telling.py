"""One event in words that this viewer may read: a sentence, what was said, the other fields, and what of it is dangerous."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from safehold.access.viewer import Viewer
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.chronology.times import MINUTE, BadTime, read_when
from safehold.web import words
from safehold.web.events.words import standard

# Said in a call, and what it is called; shown as danger when it is true.
DANGERS = {
    "weapon": "Weapon",
    "strangulation": "Strangled",
    "threat_to_kill": "Threat to kill",
    "suspect_present": "He is there",
    "injuries": "Hurt",
}
# Fields that can lead to her door, or to how she is reached.
HIDDEN = frozenset(("post_to", "destination", "address", "address_given", "postcode_given", "school", "codeword", "instead", "way_in"))
OF_REACHING = ("phone", "email", "post_to", "days", "from_time", "until_time")
TO_REACH_HER = frozenset(("methods", "times", "who_may_answer", "never", "codeword", "instead", *OF_REACHING))
ANSWERS = {"yes": "Yes", "no": "No", "not_applicable": "Does not apply", "unknown": "Not known"}
MANY_ANSWERS = 3
LATE = 60 * MINUTE
_NAMED = re.compile(r"{(\w+)}")


class Told(msgspec.Struct, frozen=True):
    title: str
    said: str
    lines: list[str]
    dangers: list[str]


def tell(event: Event, viewer: Viewer, agencies: Mapping[str, str], *, confidential: bool) -> Told:
    """`agencies` names them by slug; `confidential` is whether where she is, is kept from most."""
    known = standard()
    spoken = known.of(event.kind)
    withheld = kept_from(viewer, event, confidential=confidential)
    values = {name: _value(event, name, agencies) for name in event.data if name not in withheld}
    title, used = _sentence(spoken.says, values, spoken.title)
    dangers = [word for name, word in DANGERS.items() if event.kind == "call.received" and event.data.get(name) is True]
    shown = [name for name in values if name not in used and name not in spoken.hide and name != spoken.said]
    answers = [name for name in shown if _answer(event.data[name])]
    rest = []
    if len(answers) >= MANY_ANSWERS:
        shown = [name for name in shown if name not in answers]
        rest = _grouped(event, answers, dangers)
    rest += [f"{words.sentence(known.label(event.kind, name))}: {values[name]}" for name in shown]
    if withheld & event.data.keys() or any(_told(name, event, viewer) for name in event.withheld):
        rest.append("Something here is shown only to those who may see what is confidential.")
    if event.note and event.agency == viewer.agency:
        rest.append(f"Note: {event.note}")
    said = str(event.data.get(spoken.said, "")) if spoken.said and spoken.said not in withheld else ""
    return Told(title, said, rest, dangers)


def _told(name: str, event: Event, viewer: Viewer) -> bool:
    """Whether it would be told here: a note only to those of the agency that wrote it, and what is kept of people nowhere."""
    return name.startswith("data/") or (name == "note" and event.agency == viewer.agency)


def _grouped(event: Event, answers: Iterable[str], dangers: Collection[str]) -> list[str]:
    """Many answers of yes and no, together: what was so, what was not, what does not apply, what is not known."""
    said: dict[str, list[str]] = {}
    for name in answers:
        if event.data[name] is True and DANGERS.get(name) in dangers:
            continue
        said.setdefault(_answer(event.data[name]), []).append(standard().label(event.kind, name))
    return [f"{title}: {', '.join(said[value])}" for value, title in ANSWERS.items() if value in said]


def _answer(value: Any) -> str:
    """Yes, no, does not apply or not known, where a value is one of these."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) and value in ANSWERS else ""


def kept_from(viewer: Viewer, event: Event, *, confidential: bool) -> frozenset[str]:
    """The fields of an event that this viewer does not read."""
    found: frozenset[str] = frozenset()
    if event.kind in ("safe_contact.set", "contact.unsafe") and not viewer.may("reach_victims"):
        found |= TO_REACH_HER
    if not viewer.may("see_confidential"):
        found |= {"codeword"}
        if confidential or any(person.confidential for person in event.people):
            found |= HIDDEN
    return found


def _sentence(says: Collection[str], values: Mapping[str, str], title: str) -> tuple[str, set[str]]:
    for each in says:
        wanted = set(_NAMED.findall(each))
        if wanted <= values.keys():
            return words.sentence(each.format(**values)), wanted
    return title, set()


def _value(event: Event, name: str, agencies: Mapping[str, str]) -> str:
    given = event.data[name]
    kind = CATALOGUE.kinds.get(event.kind)
    field = kind.fields.get(name) if kind else None
    if field is not None and field.shape in ("date", "time"):
        try:
            return words.coarse(read_when(given))
        except BadTime:
            return str(given)
    if isinstance(given, str) and given in agencies:
        return agencies[given]
    if isinstance(given, list):
        return ", ".join(agencies.get(str(one), standard().value(one)) for one in given)
    return standard().value(given)


def late_by(event: Event) -> str:
    """How long after it happened it was recorded, where that is long enough to matter."""
    delay = event.recorded_at - event.occurred_at.latest
    return words.lasting(delay) if delay >= LATE else ""
