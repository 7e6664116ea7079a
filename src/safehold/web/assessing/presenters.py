"""The form of an instrument as a page shows it: each item with what was typed, what the record knows of it, and what was said last time."""

import re
from collections.abc import Iterable, Mapping

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.practice.safeguarding.assessing import actions
from safehold.risk.filled import Filled, field, filled, missing, opened
from safehold.risk.history import Assessment, last_said
from safehold.risk.instrument import SAID_BY, Confidence, Instrument, Item, Module
from safehold.risk.known import Known
from safehold.risk.loading import standard
from safehold.risk.scoring import score
from safehold.risk.wording import Wording
from safehold.web import words as said
from safehold.web.assessing import words
from safehold.web.events.telling import tell

MOST_SHOWN, MOST_ABOUT = 5, 12
ABOUT = ("call.received", "attendance.recorded")


class Offered(msgspec.Struct, frozen=True):
    """What the record knows of an item: in a sentence, and the events that it rests on. `events` is what ticking it counts."""

    says: str
    sources: list[str]
    more: int


class Row(msgspec.Struct, frozen=True):
    key: str
    name: str
    id: str
    number: str
    asks: str
    ours: bool
    unsure: str
    states: list[tuple[str, str]]
    answer: str
    by: str
    remark: str
    offered: list[Offered]
    events: str
    ticked: bool
    before: str
    changed: str


class Section(msgspec.Struct, frozen=True):
    title: str
    rows: list[Row]


class Extra(msgspec.Struct, frozen=True):
    """A module: more to ask. `opens` says to a script by which answers, `when` in words."""

    key: str
    title: str
    when: str
    opens: str
    open: bool
    unsure: str
    source: str
    sections: list[Section]


class Page(msgspec.Struct, frozen=True):
    instrument: Instrument
    licensed: Wording | None
    sections: list[Section]
    extras: list[Extra]
    use: list[tuple[str, str]]
    eligible: list[tuple[str, str, str, bool]]
    by: list[tuple[str, str]]
    grades: list[tuple[str, str, str]]


class Context(msgspec.Struct, frozen=True):
    """What stands beside the items, of what this viewer may read."""

    viewer: Viewer
    agencies: Mapping[str, str]
    known: Mapping[str, list[Known]]
    earlier: list[Assessment]
    typed: Mapping[str, str]
    wordings: Mapping[str, Wording]


def page(instrument: Instrument, around: Context) -> Page:
    given = filled(instrument, around.typed)
    licensed = around.wordings.get(instrument.name)
    sections = [Section(part.title, [_row(item, around, licensed) for item in part.items]) for part in instrument.parts]
    return Page(
        instrument=instrument,
        licensed=licensed,
        sections=sections,
        extras=[_extra(module, instrument, given, around) for module in instrument.modules],
        use=[(each.says, str(words.SURE[each.confidence])) for each in instrument.use],
        eligible=[
            (field("so", each.key), each.says, str(words.SURE[each.confidence]), each.key in given.so) for each in instrument.eligible
        ],
        by=[(name, str(words.SAID_BY[name])) for name in SAID_BY],
        grades=[(name, str(title), str(means)) for name, (title, means) in words.GRADES.items()],
    )


def _extra(module: Module, instrument: Instrument, given: Filled, around: Context) -> Extra:
    other = standard().get(module.instrument) if module.instrument else None
    parts, within = (other.parts, f"{other.name}/") if other else (module.parts, "")
    licensed = around.wordings.get(other.name if other else instrument.name)
    sections = [Section(part.title, [_row(item, around, licensed, within) for item in part.items]) for part in parts]
    names = instrument.all_items
    when = "; ".join(
        _("%(number)s is %(answers)s")
        % {"number": words.number(key), "answers": _(" or ").join(words.answer(names[key], each) for each in wanted)}
        for key, wanted in module.opens.items()
    )
    opens = " ".join(f"{field('answer', key)}={each}".replace(" ", "+") for key, wanted in module.opens.items() for each in wanted)
    is_open = module in opened(instrument, given.answers)
    return Extra(module.key, module.title, when, opens, is_open, str(words.SURE[module.confidence]), module.source, sections)


def _row(item: Item, around: Context, licensed: Wording | None, within: str = "") -> Row:
    name = f"{within}{item.key}"
    typed = {what: around.typed.get(field(what, name), "") for what in ("answer", "by", "remark", "record")}
    found = around.known.get(item.topic, [])
    own = licensed.items.get(item.key, "") if licensed else ""
    before = last_said(around.earlier, item.topic)
    now = typed["answer"]
    return Row(
        key=item.key,
        name=name,
        id=re.sub(r"[^A-Za-z0-9_-]", "-", name),
        number=words.number(item.key),
        asks=own or item.asks,
        ours=not own,
        unsure=_unsure(item.confidence) if not own else "",
        states=[(state, words.answer(item, state)) for state in item.states],
        answer=now,
        by=typed["by"],
        remark=typed["remark"],
        offered=[_offered(each, around) for each in found],
        events=" ".join(str(event.id) for each in found for event in each.events[:MOST_SHOWN]),
        ticked=bool(typed["record"]),
        before=_before(before) if before else "",
        changed=_changed(before, now, item) if before and now else "",
    )


def _unsure(sure: Confidence) -> str:
    return str(words.SURE["M-low"]) if sure == "M-low" else ""


def _before(before: tuple[Assessment, str]) -> str:
    found, answer = before
    title = found.instrument.title if found.instrument else found.name
    return _("Last time: %(answer)s (%(title)s, %(when)s)") % {
        "answer": words.answer(None, answer),
        "title": title,
        "when": said.coarse(found.event.occurred_at),
    }


def _changed(before: tuple[Assessment, str], now: str, item: Item) -> str:
    was, is_yes = before[1] == "yes", item.serious(now)
    return "" if was == is_yes else _("differs from last time")


def _offered(found: Known, around: Context) -> Offered:
    count = len(found.events)
    one, several = found.says
    last = said.coarse(found.last.occurred_at)
    says = ngettext("%(n)d %(what)s, %(last)s", "%(n)d %(what)s, last on %(last)s", count)
    return Offered(
        says % {"n": count, "what": one if count == 1 else several, "last": last},
        [_source(event, around) for event in found.events[:MOST_SHOWN]],
        max(0, count - MOST_SHOWN),
    )


def _source(event: Event, around: Context) -> str:
    told = tell(event, around.viewer, around.agencies, confidential=True)
    return f"{told.title}, {said.coarse(event.occurred_at)}, {around.agencies.get(event.agency, event.agency)}"


def lacking(instrument: Instrument, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is missing, each with the id of its field."""
    given = filled(instrument, typed)
    found = [
        (
            f"item-{each.key}" if each.key in instrument.all_items else "conditions" if each.key else f"{each.why}-heading",
            words.missing(instrument, each),
        )
        for each in missing(instrument, given, threshold=actions.threshold())
    ]
    for module in opened(instrument, given.answers):
        if module.instrument:
            other, within = standard()[module.instrument], f"{module.instrument}/"
            beside = filled(other, typed, within=within)
            found += [
                (re.sub(r"[^A-Za-z0-9_-]", "-", f"item-{within}{each.key}"), f"{other.title}, {words.missing(other, each)}")
                for each in missing(other, beside, threshold=actions.threshold(), with_grade=False)
            ]
    return found


def counted(instrument: Instrument, typed: Mapping[str, str]) -> list[str]:
    """What the answers so far come to, in sentences that say what it is worth. Never a grade."""
    given = filled(instrument, typed)
    found, scoring = score(instrument, given.answers), instrument.scoring
    if scoring.by == "none":
        return [_("This instrument has no number. The grade is judged.")]
    lines = []
    if found.value is None:
        lines.append(
            _("Too much is unanswered for a number: %(missing)d items, and at most %(most)d may be.")
            % {"missing": found.missing, "most": scoring.most_missing}
        )
    elif found.prorated:
        lines.append(
            _("%(value)s, worked out from %(raw)d with %(missing)d unanswered: %(how)s (%(sure)s).")
            % {
                "value": f"{found.value:g}",
                "raw": found.plain,
                "missing": found.missing,
                "how": scoring.prorated,
                "sure": words.SURE[found.confidence],
            }
        )
    elif scoring.by == "weighted":
        lines.append(_("Weighted: %(value)s.") % {"value": f"{found.value:g}"})
    else:
        lines.append(ngettext("%(n)d answer is yes.", "%(n)d answers are yes.", int(found.value)) % {"n": int(found.value)})
    if found.missing and not found.prorated and found.value is not None:
        lines.append(
            ngettext(
                "%(n)d item has neither yes nor no: it could be more.",
                "%(n)d items have neither yes nor no: it could be more.",
                found.missing,
            )
            % {"n": found.missing}
        )
    if found.band:
        sure = words.SURE[scoring.bands_confidence]
        lines.append(f"{said.sentence(found.band)}{f' ({sure})' if sure else ''}.")
    if scoring.by == "weighted" and words.SURE[scoring.confidence]:
        lines.append(_("The weights are %(sure)s.") % {"sure": words.SURE[scoring.confidence]})
    if scoring.visible_high_risk and found.value is not None and found.value >= actions.threshold():
        lines.append(
            _("That is visible high risk: %(n)d or more. The case is to be considered for MARAC; judgement only ever adds cases.")
            % {"n": actions.threshold()}
        )
    return lines


def abouts(events: Iterable[Event], viewer: Viewer, agencies: Mapping[str, str], chosen: str) -> list[tuple[str, str]]:
    """The calls and visits that an assessment may be of, and what a duty that led here started with; the newest first."""
    newest = [event for event in events if event.kind in ABOUT or str(event.id) == chosen][::-1]
    listed = [event for place, event in enumerate(newest) if place < MOST_ABOUT or str(event.id) == chosen]
    return [
        (str(event.id), f"{tell(event, viewer, agencies, confidential=True).title}, {said.coarse(event.occurred_at)}") for event in listed
    ]
