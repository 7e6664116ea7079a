"""What a document says: events of a case in words, part by part, and what of them was chosen. Plain words only, as they are printed."""

import msgspec

# Part names: "when" (that it happened, and when), "person:0", "where:0" (how that person is reached), "data:<field>", "note".
WHEN, NOTE = "when", "note"


class Part(msgspec.Struct, frozen=True):
    """`own`: it is of the person whose data is asked for; `confidential`: it was told in confidence."""

    name: str
    label: str
    text: str
    own: bool = False
    confidential: bool = False

    @property
    def field(self) -> str:
        return self.name.partition(":")[2] if self.name.startswith("data:") else ""


class Entry(msgspec.Struct, frozen=True):
    """An event of the case, whole, as it may be chosen from. `own`: the person whose data is asked for is named in it."""

    seq: int
    kind: str
    at: int
    when: str
    title: str
    parts: tuple[Part, ...]
    own: bool = False


class Line(msgspec.Struct, frozen=True):
    label: str
    text: str


class Told(msgspec.Struct, frozen=True):
    """An event as it is printed."""

    seq: int
    kind: str
    when: str
    title: str
    lines: tuple[Line, ...]
    kept_back: bool


class Recipient(msgspec.Struct, frozen=True):
    """To whom, and where it goes. `verified` is the day on which the address was last verified, as year, month and day."""

    kind: str
    name: str
    way: str = "by_hand"
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    verified: str = ""


class Content(msgspec.Struct, frozen=True):
    """All that is printed, but for the stamp. `kept_back` says how much was held back, or that it is not said."""

    title: str
    recipient: Recipient
    kind: str
    purpose: str
    basis: str
    opening: str
    entries: tuple[Told, ...]
    kept_back: str
    reasons: tuple[str, ...] = ()

    def texts(self) -> list[tuple[str, str]]:
        """Every piece of free text that is printed, with where it stands."""
        found = [("the letter", self.opening)] if self.opening else []
        found += [("the list of reasons", each) for each in self.reasons]
        for place, entry in enumerate(self.entries, 1):
            found += [(f"entry {place}, {line.label.lower()}", line.text) for line in entry.lines]
        return found


class Stamp(msgspec.Struct, frozen=True):
    """What stands on every page."""

    number: str
    to: str
    purpose: str
    on: str
    by: str
    copy: int

    def __str__(self) -> str:
        released = f"Released to {self.to} for {self.purpose} on {self.on} by {self.by}, copy {self.copy}."
        return f"{released} Do not pass on. Document {self.number}."
