"""What is said and decided in a review, and where it stands by all of that. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

# What may be said, and who may say it: the chair alone, or whoever sits on the panel.
KINDS: Mapping[str, str] = {
    "decided": "chair",
    "scope": "chair",
    "verdict": "panel",
    "same": "panel",
    "report_asked": "chair",
    "report_had": "panel",
    "analysis": "panel",
    "lesson": "panel",
    "recommendation": "chair",
    "progress": "panel",
    "contact": "panel",
    "pseudonym": "chair",
    "hold": "chair",
    "hold_lifted": "chair",
    "step": "chair",
    "released": "chair",
    "agreed": "panel",
}
VERDICTS = ("accepted", "rejected", "noted")
# These name nobody: they are read beyond the panel.
OPEN = frozenset(("recommendation", "progress"))
Key = tuple[str, ...]


class Said(msgspec.Struct, frozen=True):
    number: int
    at: int
    by: str
    role: str
    agency: str
    what: str
    subject: int | None
    body: dict[str, Any]

    def text(self, name: str) -> str:
        return str(self.body.get(name, ""))


class Asked(msgspec.Struct, frozen=True):
    """What an agency was asked for, and what came of it, the newest first."""

    agency: str
    asked: Said | None
    had: tuple[Said, ...] = ()


class Recommended(msgspec.Struct, frozen=True):
    said: Said
    progress: tuple[Said, ...] = ()

    @property
    def done(self) -> bool:
        return any(each.body.get("done") is True for each in self.progress)

    @property
    def due(self) -> str:
        return self.said.text("due")


class Standing(msgspec.Struct, frozen=True):
    """Where a review stands. Of what can be said again the last holds; `holds` are those that nobody has lifted."""

    decision: Said | None
    scope: Said | None
    verdicts: dict[Key, Said]
    same: dict[Key, Said]
    reports: list[Asked]
    analysis: list[Said]
    lessons: list[Said]
    recommendations: list[Recommended]
    contacts: list[Said]
    pseudonyms: dict[str, str]
    holds: list[Said]
    steps: dict[str, list[Said]]
    agreed: dict[int | None, list[Said]]

    def leaves(self, paper: int) -> bool:
        """Whether a document may leave: somebody other than its maker agreed, and nobody said that it does not."""
        said = self.agreed.get(paper, [])
        return bool(said) and all(each.body.get("agrees") is True for each in said)

    @property
    def held(self) -> bool:
        return self.decision is None or self.decision.body.get("hold") is True

    @property
    def agencies(self) -> list[str]:
        return [str(each) for each in self.scope.body.get("agencies", [])] if self.scope else []

    def scoped(self, side: str) -> str:
        """The first or last day of the time that is looked at, or nothing where that is open."""
        return self.scope.text(side) if self.scope else ""


def standing(entries: Iterable[Said]) -> Standing:
    listed = sorted(entries, key=lambda each: each.number)
    by: dict[str, list[Said]] = {what: [each for each in listed if each.what == what] for what in KINDS}
    progress: dict[int | None, list[Said]] = {}
    for each in by["progress"]:
        progress.setdefault(each.subject, []).append(each)
    steps: dict[str, list[Said]] = {}
    for each in by["step"]:
        steps.setdefault(each.text("step"), []).append(each)
    agreed: dict[int | None, list[Said]] = {}
    for each in by["agreed"]:
        agreed.setdefault(each.subject, []).append(each)
    scope = _last(by["scope"])
    return Standing(
        decision=_last(by["decided"]),
        scope=scope,
        verdicts={key(each): each for each in by["verdict"]},
        same={key(each): each for each in by["same"]},
        reports=_reports([str(each) for each in scope.body.get("agencies", [])] if scope else [], by["report_asked"], by["report_had"]),
        analysis=by["analysis"],
        lessons=by["lesson"],
        recommendations=[Recommended(each, tuple(progress.get(each.number, ()))) for each in by["recommendation"]],
        contacts=list(reversed(by["contact"])),
        pseudonyms={each.text("person"): each.text("name") for each in by["pseudonym"] if each.text("name")},
        holds=[each for each in by["hold"] if not any(lifted.subject == each.number for lifted in by["hold_lifted"])],
        steps=steps,
        agreed=agreed,
    )


def key(each: Said) -> Key:
    """What a verdict is of: a finding, or two ways in which somebody was written."""
    return tuple(str(part) for part in each.body.get("of", ()))


def _last(found: list[Said]) -> Said | None:
    return found[-1] if found else None


def _reports(agencies: list[str], asked: list[Said], had: list[Said]) -> list[Asked]:
    """Of every agency in scope, and of any other that was asked or that sent one."""
    listed = dict.fromkeys([*agencies, *(each.text("agency") for each in [*asked, *had])])
    return [
        Asked(
            agency,
            _last([each for each in asked if each.text("agency") == agency]),
            tuple(reversed([each for each in had if each.text("agency") == agency])),
        )
        for agency in listed
        if agency
    ]
