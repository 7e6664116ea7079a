"""A form of risk as somebody fills it in: whatever was typed, kept as it stands, and what is still missing. Nothing is refused here."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from safehold.risk.instrument import GRADES, NO, NOT_ASKED, REFUSED, SAID_BY, UNKNOWN, YES, Instrument, Item, Module
from safehold.risk.scoring import visible_high_risk

LONGEST = 10_000
Why = Literal["unanswered", "not_asked", "refused_unsaid", "from_whom", "record_says", "eligible", "grade", "rationale", "held"]


class Filled(msgspec.Struct, frozen=True):
    """By item: the answer, who said it, what was said, and the events of the record that whoever assesses has read and counts."""

    answers: Mapping[str, str] = {}
    said_by: Mapping[str, str] = {}
    remarks: Mapping[str, str] = {}
    record: Mapping[str, str] = {}
    so: tuple[str, ...] = ()
    grade: str = ""
    rationale: str = ""
    held: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.answers or self.said_by or self.remarks or self.record or self.so or self.grade or self.rationale or self.held)


class Missing(msgspec.Struct, frozen=True):
    """What is missing, of which item or of the whole."""

    why: Why
    key: str = ""


def field(what: str, key: str) -> str:
    """What a form calls the field of an item."""
    return f"{what}:{key}"


def filled(instrument: Instrument, given: Mapping[str, Any], *, within: str = "") -> Filled:
    """From the fields of a form, or of a draft. What no item can be is left out. `by:all` is who says it where an item does not say who.
    `within`: the fields begin with the name of a module."""
    answers, said_by, remarks, record = {}, {}, {}, {}
    by_all = _text(given, field("by", "all"))
    for key, item in instrument.all_items.items():
        name = f"{within}{key}"
        answer, by = _text(given, field("answer", name)), _text(given, field("by", name))
        events, remark = _text(given, field("record", name)), _text(given, field("remark", name))
        if events:
            record[key] = events
        if not answer and events:
            # Ticking what the record says is the answer of whoever ticks it, and says where it came from.
            answer, by = ("often" if item.levels else YES), by or "record"
        if answer in item.states:
            answers[key] = answer
        by = by or (by_all if answer in item.states and answer != NOT_ASKED else "")
        if by in SAID_BY:
            said_by[key] = by
        if remark.strip():
            remarks[key] = remark
    grade = _text(given, "grade")
    return Filled(
        answers,
        said_by,
        remarks,
        record,
        tuple(each.key for each in instrument.eligible if _text(given, field("so", f"{within}{each.key}"))),
        grade if grade in GRADES and not within else "",
        "" if within else _text(given, "rationale"),
        "" if within else _text(given, "held"),
    )


def opened(instrument: Instrument, answers: Mapping[str, str]) -> list[Module]:
    return [module for module in instrument.modules if module.opened(answers)]


def asked(instrument: Instrument, answers: Mapping[str, str]) -> Iterator[Item]:
    """Its own items, and those of the modules that are open."""
    yield from instrument.items
    for module in opened(instrument, answers):
        yield from module.items


def stated(instrument: Instrument, given: Filled) -> dict[str, str]:
    """An answer of every item that is to be asked, as it is recorded: what nobody answered is "not asked", never "no"."""
    found = {item.key: given.answers.get(item.key, NOT_ASKED) for item in asked(instrument, given.answers)}
    # What was answered of a module that is closed by now was still said.
    return found | {key: answer for key, answer in given.answers.items() if key not in found}


def missing(instrument: Instrument, given: Filled, *, threshold: int, with_grade: bool = True) -> list[Missing]:
    """In the order of the form. It stops nothing from being recorded, but a grade without reasons or held below the threshold without."""
    found = [Missing("eligible", each.key) for each in instrument.eligible if each.key not in given.so]
    for item in asked(instrument, given.answers):
        answer = given.answers.get(item.key, "")
        if not answer:
            found.append(Missing("unanswered", item.key))
        elif answer in (NOT_ASKED, REFUSED, UNKNOWN) and item.key not in given.remarks:
            found.append(Missing("not_asked" if answer == NOT_ASKED else "refused_unsaid", item.key))
        elif item.serious(answer) and item.key not in given.said_by:
            found.append(Missing("from_whom", item.key))
        if item.key in given.record and (answer == NO or answer in ("never",)):
            found.append(Missing("record_says", item.key))
    if with_grade and not given.grade:
        found.append(Missing("grade"))
    if with_grade and not given.rationale.strip():
        found.append(Missing("rationale"))
    if with_grade and held(instrument, given, threshold) and not given.held.strip():
        found.append(Missing("held"))
    return found


def held(instrument: Instrument, given: Filled, threshold: int) -> bool:
    """Whether a grade below high is given to what counts as visible high risk."""
    return given.grade in GRADES[:-1] and visible_high_risk(instrument, given.answers, threshold)


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").replace("\x00", "")[:LONGEST]
