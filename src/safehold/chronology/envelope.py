"""An event as its source gave it: the envelope that every kind shares, read strictly, with the fields of its kind read kindly.

What makes an event impossible to place (no id, an unknown kind, a time that cannot be read, a person without a role) is refused.
What is merely odd (a field of the wrong type, an unknown value) is kept as it came, said as a warning, and read as unknown by rules.
"""

from typing import Any, NamedTuple

import msgspec

from safehold.chronology.catalogue import CATALOGUE, LONGEST_ID, LONGEST_SOURCE, SLUG, read_field, too_long
from safehold.chronology.times import BadTime, When, read_when

LONGEST_EVENT = 1_000_000  # bytes of one line
MOST_PEOPLE = 500
POINTING = {
    "call.joined": ("into",),
    "duty.waived": ("trigger",),
    "duty.handed_over": ("trigger",),
    "duty.help_asked": ("trigger",),
    "clock.stopped": ("trigger",),
    "clock.resumed": ("trigger",),
    "identity.undone": ("judgement",),
}
# Parts of their own beside the people. `redacted` names those that whoever wrote the event out had removed.
_PARTS = ("data", "note", "redacted")
# What no redaction can take: it says which event this is, when, whose, and what it concerns. All else may speak of people.
_ENVELOPE = frozenset(("id", "source", "kind", "occurred_at", "recorded_at", "agency", "actor", "about", "corrects", "emergency"))
ENVELOPE, BESIDE = "envelope", "beside"
# What whoever wrote the event out left out of it, since it is held in confidence.
WITHHELD = "withheld"
# The source of what is recorded in Safehold itself.
OURS = "safehold"
_GONE = "redacted:"
_TEXTS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email", "staff_of")


class Refused(ValueError):
    """An event that cannot be taken; the message names the field and what is wrong with it."""


class EventId(NamedTuple):
    """What names an event everywhere: its source and the source's own id."""

    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}/{self.id}"


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member of staff: the agency's own id and one of the catalogue's staff roles."""

    id: str = ""
    role: str = ""


class Mention(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as one record gives them. Absent text is empty; `confidential` names the values that few may read."""

    ref: str
    role: str
    relation: str = ""
    given_name: str = ""
    family_name: str = ""
    date_of_birth: str = ""
    sex: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    aliases: tuple[str, ...] = ()
    staff_of: str = ""
    confidential: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        return bool(self.given_name or self.family_name or self.aliases)

    @property
    def removed(self) -> bool:
        """Whether this only keeps the place of somebody whose part of the event was redacted: nobody is to be placed for it."""
        return self.ref.startswith(_GONE) and self == Mention(ref=self.ref, role="witness")


class Event(msgspec.Struct, frozen=True):
    """One thing that happened. `data` holds the fields of the kind that could be read; a field that is absent is unknown, never "no".
    `withheld` names what stands apart from it and is not here (see apart/): "person:0/address", "data/codeword", "note". `emergency`
    says that whoever recorded it saw the case by breaking the glass alone, so that it makes their agency no part of the case."""

    id: EventId
    kind: str
    occurred_at: When
    recorded_at: int
    agency: str
    actor: Actor | None = None
    people: tuple[Mention, ...] = ()
    about: tuple[EventId, ...] = ()
    corrects: EventId | None = None
    data: dict[str, Any] = {}
    note: str = ""
    basis: str = ""
    warnings: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    emergency: bool = False

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """The total order of events, the same whatever order they arrived in."""
        return (self.occurred_at.earliest, self.occurred_at.latest, self.recorded_at, self.id.source, self.id.id)

    @property
    def references(self) -> tuple[EventId, ...]:
        """The ids that the event points to: what it is about, and those that fields of its kind name (a call it joins)."""
        named = [self.data[name] for name in POINTING.get(self.kind, ()) if name in self.data]
        return (*self.about, *(_one_reference(one, "data", self.id.source) for one in named))

    def mentions(self, *roles: str) -> tuple[Mention, ...]:
        return tuple([person for person in self.people if person.role in roles])


def read_event(raw: Any) -> Event:
    """An event from a decoded JSON object. Raises Refused."""
    if not isinstance(raw, dict):
        raise Refused("the line is not a JSON object")
    if raw.get(WITHHELD):
        raise Refused("it was written out without what is held in confidence: only the whole event is taken")
    source = _required(raw, "source", LONGEST_SOURCE)
    key = EventId(source, _required(raw, "id", LONGEST_ID))
    kind = _required(raw, "kind", 100)
    spec = CATALOGUE.kinds.get(kind)
    if spec is None:
        raise Refused(f"kind {kind!r} is not in the catalogue")
    occurred_at = _time(raw, "occurred_at")
    recorded_at = _recorded(raw, occurred_at)
    agency = _required(raw, "agency", 100)
    if not SLUG.fullmatch(agency):
        raise Refused(f"agency {agency!r} is not a slug: small letters, digits and hyphens, as in northshire-police")
    warnings: list[str] = []
    people = _people(raw.get("people"), warnings)
    given = raw.get("data")
    if given is None:
        given = {}
    if not isinstance(given, dict):
        raise Refused("data is not an object")
    data: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        field = spec.fields.get(name)
        if field is None:
            data[name] = _without_nul(value)
            continue
        read, problem = read_field(field, value)
        if problem:
            warnings.append(f"data.{name} {problem}")
        else:
            data[name] = _without_nul(read)
    return Event(
        id=key,
        kind=kind,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        agency=agency,
        actor=_actor(raw.get("actor")),
        people=people,
        about=_references(raw.get("about"), "about", source),
        corrects=_one_reference(raw["corrects"], "corrects", source) if raw.get("corrects") else None,
        data=data,
        note=_text(raw.get("note"), "note"),
        basis=_text(raw.get("basis"), "basis"),
        warnings=tuple(warnings),
        emergency=raw.get("emergency") is True and source == OURS,
    )


def parts(raw: dict[str, Any], *, beside: bool = True) -> dict[str, bytes]:
    """The canonical bytes of an event's parts, each of which can be redacted without the others: envelope, each person, data, note, and
    whatever else stood beside these. Only the envelope always stays.

    A person without name or detail stays in the list, so that positions hold. Without `beside`, as events were sealed until that was a
    part of its own.
    """
    around = {name: value for name, value in raw.items() if name not in ("people", *_PARTS)}
    other = {name: value for name, value in around.items() if name not in _ENVELOPE} if beside else {}
    found = {ENVELOPE: canonical({name: value for name, value in around.items() if name not in other})}
    for position, person in enumerate(raw.get("people") or ()):
        found[f"person:{position}"] = canonical(person)
    found |= {name: canonical(raw[name]) for name in _PARTS if raw.get(name) is not None}
    return found | {BESIDE: canonical(other)} if other else found


def joined(names: list[str], bodies: list[bytes | None]) -> dict[str, Any]:
    """The event as a JSON object again, from its parts. A redacted person keeps a place; redacted data and note are absent."""
    raw: dict[str, Any] = {}
    people: list[Any] = []
    for name, body in zip(names, bodies, strict=True):
        value = msgspec.json.decode(body) if body is not None else None
        if name in (ENVELOPE, BESIDE):
            raw.update(value or {})
        elif name.startswith("person:"):
            people.append(value if value is not None else {"ref": f"{_GONE}{name[7:]}", "role": "witness"})
        elif value is not None:
            raw[name] = value
    if people:
        raw["people"] = people
    return raw


def canonical(value: Any) -> bytes:
    """The one form of a JSON value: keys sorted, no white space, UTF-8. Raises Refused for half a character, which UTF-8 cannot hold."""
    try:
        return msgspec.json.encode(value, order="deterministic")
    except UnicodeEncodeError as error:
        raise Refused("the text holds half of a character, which cannot be written as UTF-8") from error


def _required(raw: dict[str, Any], name: str, longest: int) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name} is missing" if value is None or value == "" else f"{name} is not text")
    if too_long(value, longest):
        raise Refused(f"{name} is longer than {longest} bytes")
    if "\x00" in value:
        raise Refused(f"{name} holds a NUL character")
    return value


def _time(raw: dict[str, Any], name: str) -> When:
    value = raw.get(name)
    if value is None:
        raise Refused(f"{name} is missing")
    if not isinstance(value, str):
        raise Refused(f"{name} is not text")
    try:
        return read_when(value)
    except BadTime as error:
        raise Refused(f"{name}: {error}") from error


def _recorded(raw: dict[str, Any], occurred_at: When) -> int:
    if raw.get("recorded_at") in (None, ""):
        return occurred_at.latest
    recorded = _time(raw, "recorded_at")
    if recorded.latest < occurred_at.earliest:
        raise Refused(f"recorded_at {raw['recorded_at']} is before occurred_at {raw['occurred_at']}")
    return recorded.latest


def _people(given: Any, warnings: list[str]) -> tuple[Mention, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise Refused("people is not a list")
    if len(given) > MOST_PEOPLE:
        raise Refused(f"people has {len(given)} entries; at most {MOST_PEOPLE}")
    return tuple(_mention(person, f"people[{position}]", warnings) for position, person in enumerate(given))


def _mention(given: Any, where: str, warnings: list[str]) -> Mention:
    if not isinstance(given, dict):
        raise Refused(f"{where} is not an object")
    try:
        ref, role = _required(given, "ref", 200), _required(given, "role", 50)
    except Refused as error:
        raise Refused(f"{where}.{error}") from error
    if role not in CATALOGUE.person_roles:
        raise Refused(f"{where}.role {role!r} is not one of {', '.join(CATALOGUE.person_roles)}")
    relation = _text(given.get("relation"), f"{where}.relation")
    if relation and relation not in CATALOGUE.relations:
        warnings.append(f"{where}.relation {relation!r} is not one of {', '.join(CATALOGUE.relations)}")
        relation = ""
    texts = {name: _text(given.get(name), f"{where}.{name}").strip() for name in _TEXTS}
    if texts["date_of_birth"]:
        try:
            read_when(texts["date_of_birth"])
        except BadTime as error:
            warnings.append(f"{where}.date_of_birth: {error}")
            texts["date_of_birth"] = ""
    return Mention(
        ref=ref,
        role=role,
        relation=relation,
        aliases=_texts(given.get("aliases"), f"{where}.aliases"),
        confidential=_texts(given.get("confidential"), f"{where}.confidential"),
        **texts,
    )


def _text(value: Any, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Refused(f"{where} is not text")
    return value.replace("\x00", "")


def _without_nul(value: Any) -> Any:
    """The database keeps every byte that came, but no text column can hold this one."""
    if isinstance(value, str):
        return value.replace("\x00", "") if "\x00" in value else value
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(each) for name, each in value.items()}
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise Refused(f"{where} is not a list")
    return tuple(text for text in (_text(one, where).strip() for one in value) if text)


def _actor(given: Any) -> Actor | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise Refused("actor is not an object")
    return Actor(id=_text(given.get("id"), "actor.id"), role=_text(given.get("role"), "actor.role"))


def _references(given: Any, where: str, source: str) -> tuple[EventId, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        given = [given]
    return tuple(_one_reference(one, where, source) for one in given)


def _one_reference(given: Any, where: str, source: str) -> EventId:
    if isinstance(given, str):
        given = {"id": given}
    if not isinstance(given, dict) or not given.get("id"):
        raise Refused(f"{where} must hold ids, or objects with source and id")
    try:
        return EventId(_required({"source": source} | given, "source", LONGEST_SOURCE), _required(given, "id", LONGEST_ID))
    except Refused as error:
        raise Refused(f"{where}: {error}") from error
