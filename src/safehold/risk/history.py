"""Assessments over time: what each said, by topic, and what changed from one to the next. Two instruments are compared by what their items
are about, never by their numbers."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from safehold.chronology.envelope import Event
from safehold.risk.instrument import NO, NOT_ASKED, YES, Instrument
from safehold.risk.lowering import GIVES

Change = Literal["new", "gone", "same", "unasked", "asked", "other"]


class Assessment(msgspec.Struct, frozen=True):
    """One as it was recorded. An instrument or a version that is not known here keeps its answers, under their own keys."""

    event: Event
    name: str
    version: str
    answers: Mapping[str, str]
    said_by: Mapping[str, str]
    remarks: Mapping[str, str]
    score: float | None
    grade: str
    instrument: Instrument | None

    def by_topic(self) -> dict[str, str]:
        """The gravest answer of each topic."""
        if self.instrument is None:
            return {}
        found: dict[str, str] = {}
        for key, item in self.instrument.all_items.items():
            answer = self.answers.get(key)
            if answer is None:
                continue
            before = found.get(item.topic)
            if before is None or item.serious(answer) or before == NOT_ASKED:
                found[item.topic] = YES if item.serious(answer) else NO if item.levels and answer not in item.states[-3:] else answer
        return found


def assessments(events: Iterable[Event], instruments: Mapping[str, Instrument]) -> list[Assessment]:
    """The earliest first."""
    return [_read(event, instruments) for event in events if event.kind == "risk.assessed"]


def _read(event: Event, instruments: Mapping[str, Instrument]) -> Assessment:
    data = event.data
    name, score = str(data.get("instrument") or ""), data.get("score")
    return Assessment(
        event=event,
        name=name,
        version=str(data.get("version") or ""),
        answers=_texts(data.get("answers")),
        said_by=_texts(data.get("said_by")),
        remarks=_texts(data.get("remarks")),
        score=float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None,
        grade=str(data.get("grade") or ""),
        instrument=instruments.get(name),
    )


def _texts(given: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else {}


def last_said(listed: Iterable[Assessment], topic: str) -> tuple[Assessment, str] | None:
    """The last answer on a topic that was more than "not asked", whatever the instrument."""
    found = None
    for each in listed:
        answer = each.by_topic().get(topic, NOT_ASKED)
        if answer != NOT_ASKED:
            found = (each, answer)
    return found


def change(before: str | None, now: str | None) -> Change:
    """From one assessment's answer to the next one's, each of a topic."""
    was, is_now = before or NOT_ASKED, now or NOT_ASKED
    if was == is_now:
        return "same"
    if is_now == YES:
        return "new"
    if was == YES:
        return "unasked" if is_now == NOT_ASKED else "gone" if is_now == NO else "other"
    return "asked" if was == NOT_ASKED else "other"


class Graded(msgspec.Struct, frozen=True):
    """A grade as somebody gave it, with the event that gave it."""

    grade: str
    event: Event


def grades(events: Iterable[Event]) -> list[Graded]:
    return [Graded(grade, event) for event in events if (grade := str(event.data.get(GIVES.get(event.kind, "")) or ""))]
