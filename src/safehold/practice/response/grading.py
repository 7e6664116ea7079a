"""The grades of a call, what speaks for each, and the reasons for which one may be lower, as grading.yaml says it. Pure."""

from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.chronology.times import london
from safehold.rulebook.current import CURRENT


class BadGrading(ValueError):
    """grading.yaml cannot be read; the message names the field."""


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """How long a call of a grade may wait, from a day on: `waits` names the rulebook's settings, in minutes, by area; `minutes` gives them
    where a force has its own; `hours` where neither does."""

    grade: str
    since: date
    waits: dict[str, str] = {}
    minutes: dict[str, int] = {}
    hours: int = 0
    source: str = ""
    confidence: str = ""

    def lasts(self, area: str) -> int:
        where = "rural" if area == "rural" else "urban"
        return setting(self.waits[where]) if self.waits else self.minutes[where] if self.minutes else self.hours * 60


class Force(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one force calls the grades, and its own targets; what it does not say is as for all."""

    titles: dict[str, str] = {}
    targets: tuple[Target, ...] = ()


class SignedOnFor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """How long whoever signed on to a unit is taken to be on it, where they do not sign off."""

    hours: int
    since: date
    source: str
    confidence: str


class Speaks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fact: str
    says: str


class Later(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    grade: str
    all_of: tuple[str, ...]
    says: str


class Default(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    grade: str
    says: str


class Lowering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reason for a lower grade; `refused` is the sentence for whoever gives one that is not permitted."""

    says: str
    means: str = ""
    refused: str = ""

    @property
    def permitted(self) -> bool:
        return not self.refused


class Grading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    in_force_from: str
    source: str
    confidence: str
    grades: dict[str, Grade]
    targets: tuple[Target, ...]
    forces: dict[str, Force]
    signed_on: SignedOnFor
    urgent: tuple[Speaks, ...]
    later: tuple[Later, ...]
    domestic: Default
    other: Default
    lowering: dict[str, Lowering]

    def lower(self, grade: str, than: str) -> bool:
        """Whether a grade asks for a slower response than another."""
        order = list(self.grades)
        return order.index(grade) > order.index(than)

    def minutes(self, grade: str, area: str, *, force: str = "", at: int | None = None) -> int | None:
        """How long a call of this grade that came at an instant may wait, or nothing where no time is set; without one, now."""
        day = london(at).date() if at is not None else None
        own = self.forces[force].targets if force in self.forces else ()
        for targets in (own, self.targets):
            held = [each for each in targets if each.grade == grade and (day is None or each.since <= day)]
            if held:
                return max(held, key=lambda each: each.since).lasts(area) or None
        return None

    def titles(self, force: str = "") -> dict[str, str]:
        """What the grades are called, by a force."""
        own = self.forces[force].titles if force in self.forces else {}
        return {name: own.get(name, grade.title) for name, grade in self.grades.items()}


def load(text: str) -> Grading:
    """Reads the grading from YAML. Raises BadGrading."""
    try:
        given = msgspec.convert(yaml.safe_load(text), Grading)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadGrading(f"grading.yaml: {error}") from error
    for where, grade in (
        ("domestic", given.domestic.grade),
        ("other", given.other.grade),
        *(("later", each.grade) for each in given.later),
        *(("targets", each.grade) for each in given.targets),
        *((f"forces: {name}", each) for name, own in given.forces.items() for each in (*own.titles, *(one.grade for one in own.targets))),
    ):
        if grade not in given.grades:
            raise BadGrading(f"grading.yaml: {where}: no grade is called {grade!r}")
    return given


def setting(name: str) -> int:
    """A number of the rulebook's settings, as the area has it."""
    return int(str(CURRENT.rules.settings[name]))


@lru_cache(maxsize=1)
def standard() -> Grading:
    """The grading that ships with Safehold."""
    return load(resources.files("safehold.practice.response").joinpath("grading.yaml").read_text(encoding="utf-8"))
