"""The grades of a call, what speaks for each, and the reasons for which one may be lower, as grading.yaml says it. Pure."""

from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.rulebook.current import CURRENT


class BadGrading(ValueError):
    """grading.yaml cannot be read; the message names the field."""


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`waits` names the rulebook's settings, in minutes, by area; `hours` is the same where the rulebook has none."""

    title: str
    waits: dict[str, str] = {}
    hours: int = 0
    source: str = ""
    confidence: str = ""


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
    urgent: tuple[Speaks, ...]
    later: tuple[Later, ...]
    domestic: Default
    other: Default
    lowering: dict[str, Lowering]

    def lower(self, grade: str, than: str) -> bool:
        """Whether a grade asks for a slower response than another."""
        order = list(self.grades)
        return order.index(grade) > order.index(than)

    def minutes(self, grade: str, area: str) -> int | None:
        """How long a call of this grade may wait, or nothing where no time is set."""
        found = self.grades.get(grade)
        if found is None:
            return None
        if found.waits:
            return setting(found.waits["rural" if area == "rural" else "urban"])
        return found.hours * 60 or None


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
