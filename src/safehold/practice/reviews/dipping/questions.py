"""The questions of a dip sample, as questions.yaml or the agency's own file has them. A file that is wrong is refused, with its line and
the reason, and the questions before stay in force: those that were read last, or those that ship."""

from datetime import date
from importlib import resources
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec
import structlog
from django.conf import settings

from safehold.rulebook.reading import BadRules, Reader, read_yaml

log = structlog.get_logger("safehold.samples")
Good = Literal["yes", "no"]
Confidence = Literal["F", "M", "M-low"]
ANSWERS = ("yes", "no", "cannot-tell", "not-applicable")
_VERSION = ("version", "from", "questions")
_QUESTION = ("asks", "good", "source", "confidence")


class BadQuestions(ValueError):
    """A file of questions that cannot be taken; the message names it and its line, and says why."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    asks: str
    good: Good
    source: str
    confidence: Confidence
    look: str = ""


class QuestionSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    since: date = msgspec.field(name="from")
    questions: dict[str, Question]


class Asked:
    """What a process of the site asks: of the file named, or those that ship. `refused` says what is wrong with the file, if it is."""

    def __init__(self, named: str = "") -> None:
        self.named = named
        self.refused = ""
        self.versions: tuple[QuestionSet, ...] = ()
        self._seen: object = None

    @property
    def last(self) -> str:
        return self.versions[-1].version

    def take(self) -> None:
        """Looks at the file again if it is another than it was."""
        seen = _stands(self.named)
        if self.versions and seen == self._seen:
            return
        self._seen, self.refused = seen, ""
        if self.named:
            try:
                self.versions = read(Path(self.named).read_text(encoding="utf-8"), self.named)
            except (OSError, UnicodeDecodeError):
                self.refused = f"{self.named}: it cannot be read."
            except BadQuestions as error:
                self.refused = str(error)
        if self.refused:
            log.warning("questions refused", why=self.refused)
        if not self.versions:
            self.versions = read(_shipped(), "questions.yaml")

    def in_force(self, day: date) -> QuestionSet:
        """Raises BadQuestions."""
        self.take()
        held = [each for each in self.versions if each.since <= day]
        if not held:
            raise BadQuestions(f"No questions of a dip sample are in force on {day}.")
        return held[-1]


_ASKED: dict[str, Asked] = {}


def asked() -> Asked:
    """What this process asks, as the file stands now."""
    named = settings.SAFEHOLD_SAMPLE_QUESTIONS
    found = _ASKED.setdefault(named, Asked(named))
    found.take()
    return found


def in_force(day: date) -> QuestionSet:
    """Raises BadQuestions."""
    return asked().in_force(day)


def _stands(named: str) -> object:
    """What tells one state of a file from another."""
    try:
        found = Path(named).stat() if named else None
    except OSError:
        return ""
    return (found.st_mtime_ns, found.st_size) if found is not None else None


def _shipped() -> str:
    return resources.files("safehold.practice.reviews.dipping").joinpath("questions.yaml").read_text(encoding="utf-8")


def read(text: str, name: str) -> tuple[QuestionSet, ...]:
    """The versions, the earliest first. Raises BadQuestions."""
    try:
        top = read_yaml(text, name).fields(("versions",), ("versions",))["versions"]
        found: list[QuestionSet] = []
        for given in top.items():
            found.append(_version(given, found))
        if not found:
            raise top.bad("holds no version")
    except BadRules as error:
        raise BadQuestions(str(error)) from error
    return tuple(sorted(found, key=lambda each: each.since))


def _version(given: Reader, before: list[QuestionSet]) -> QuestionSet:
    fields = given.fields(_VERSION, _VERSION)
    version, since = fields["version"].text(), _day(fields["from"])
    if any(each.version == version for each in before):
        raise fields["version"].bad(f"is {version!r}, and so is an earlier version's: give each its own name")
    if any(each.since == since for each in before):
        raise fields["from"].bad(f"is {since}, on which another version begins")
    questions = {key: _question(key, each) for key, each in fields["questions"].entries().items()}
    if not questions:
        raise fields["questions"].bad("holds no question")
    return QuestionSet(version, since, questions)


def _question(key: str, given: Reader) -> Question:
    if not key.replace("-", "").isalnum() or not key.isascii():
        raise given.bad(f"is named {key!r}, which is no name of a question: letters, numbers and hyphens")
    fields = given.fields((*_QUESTION, "look"), _QUESTION)
    if not fields["asks"].text():
        raise fields["asks"].bad("asks nothing")
    return Question(
        asks=fields["asks"].text(),
        good=cast(Good, fields["good"].choice(get_args(Good))),
        source=fields["source"].text(),
        confidence=cast(Confidence, fields["confidence"].choice(get_args(Confidence))),
        look=fields["look"].text() if "look" in fields else "",
    )


def _day(given: Reader) -> date:
    try:
        return date.fromisoformat(given.text())
    except ValueError as error:
        raise given.bad(f"is {given.text()!r}; it must be a day, such as 2027-01-31") from error
