"""What is true of the synthetic area and stands in no record: who is who, which warnings came before a harm, which duties were let slip."""

from typing import Any, NamedTuple

from safehold.synthetic.people import Person, Register


class EventRef(NamedTuple):
    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}/{self.id}"


class Named(NamedTuple):
    """Which person a mention is. `reused` where the source gave this person a number that is somebody else's."""

    event: EventRef
    ref: str
    person: int
    reused: bool


class Slipped(NamedTuple):
    """A duty that an agency kept late or never, as the agency meant it; a later event may still have met it by chance."""

    duty: str
    trigger: EventRef
    agency: str
    how: str


class Harm(NamedTuple):
    """A serious harm, with the warnings about the same two people that came before it."""

    what: str
    event: EventRef
    victim: int
    suspect: int
    warnings: tuple[EventRef, ...]


class Oddity(NamedTuple):
    """An event that is wrong on purpose: reused number, field of the wrong type, missed link, call not flagged."""

    what: str
    event: EventRef


class Truth:
    def __init__(self, register: Register) -> None:
        self.register = register
        self.mentions: list[Named] = []
        self.slipped: list[Slipped] = []
        self.harms: list[Harm] = []
        self.oddities: list[Oddity] = []

    def forget(self) -> None:
        """Of families that are over: their people, and what is true of them."""
        for kept in (self.register.people, self.mentions, self.slipped, self.harms, self.oddities):
            kept.clear()

    def lines(self) -> list[dict[str, Any]]:
        """Everything, one JSON object a fact; `what` says which sort."""
        found: list[dict[str, Any]] = [{"what": "person", **described(person)} for person in self.register.people]
        found += [
            {"what": "mention", "mention": f"{named.event}/{named.ref}", "person": key(named.person), "reused": named.reused}
            for named in self.mentions
        ]
        found += [
            {"what": "duty", "duty": each.duty, "trigger": str(each.trigger), "agency": each.agency, "how": each.how}
            for each in self.slipped
        ]
        found += [
            {
                "what": "harm",
                "harm": harm.what,
                "event": str(harm.event),
                "victim": key(harm.victim),
                "suspect": key(harm.suspect),
                "warnings": [str(event) for event in harm.warnings],
            }
            for harm in self.harms
        ]
        found += [{"what": "oddity", "oddity": each.what, "event": str(each.event)} for each in self.oddities]
        return found


def key(number: int) -> str:
    return f"P{number:06d}"


def described(person: Person) -> dict[str, Any]:
    return {
        "person": person.key,
        "household": f"H{person.household:06d}",
        "twin": key(person.twin) if person.twin else None,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birth_family_name": person.birth_family_name,
        "date_of_birth": person.born.isoformat(),
        "sex": person.sex,
    }
