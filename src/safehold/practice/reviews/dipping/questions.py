"""The questions of a dip sample, as questions.yaml or the agency's own file has them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec
import yaml
from django.conf import settings

ANSWERS = ("yes", "no", "cannot-tell", "not-applicable")


class BadQuestions(ValueError):
    """A file of questions that cannot be taken; the message names it and says why."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    asks: str
    good: Literal["yes", "no"]
    source: str
    confidence: Literal["F", "M", "M-low"]
    look: str = ""


class QuestionSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    since: date = msgspec.field(name="from")
    questions: dict[str, Question]


def in_force(day: date) -> QuestionSet:
    """Raises BadQuestions."""
    held = [each for each in _versions(settings.SAFEHOLD_SAMPLE_QUESTIONS) if each.since <= day]
    if not held:
        raise BadQuestions(f"No questions of a dip sample are in force on {day}.")
    return held[-1]


@lru_cache(maxsize=4)
def _versions(named: str) -> tuple[QuestionSet, ...]:
    try:
        text = Path(named).read_text(encoding="utf-8") if named else _shipped()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestions(f"{named}: it cannot be read.") from error
    return read(text, named or "questions.yaml")


def _shipped() -> str:
    return resources.files("safehold.practice.reviews.dipping").joinpath("questions.yaml").read_text(encoding="utf-8")


def read(text: str, name: str) -> tuple[QuestionSet, ...]:
    """The versions, the earliest first. Raises BadQuestions."""
    try:
        given = yaml.safe_load(text)
        listed = given.get("versions") if isinstance(given, Mapping) else None
        found = msgspec.convert(listed, list[QuestionSet])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadQuestions(f"{name}: {error}") from error
    if not found or any(not each.questions for each in found):
        raise BadQuestions(f"{name}: a version without questions, or no version at all.")
    if len({each.since for each in found}) < len(found) or len({each.version for each in found}) < len(found):
        raise BadQuestions(f"{name}: two versions have the same name, or begin on the same day.")
    for each in found:
        for key in each.questions:
            if not key.replace("-", "").isalnum() or not key.isascii():
                raise BadQuestions(f"{name}: version {each.version}: {key!r} is no name of a question: letters, numbers and hyphens.")
    return tuple(sorted(found, key=lambda each: each.since))
