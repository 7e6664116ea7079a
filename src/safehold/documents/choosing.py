"""Which parts of a case are ticked before anybody has chosen, which cannot be, and what is printed of those that were. What is not ticked
is held back; the original stays as it is."""

from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from safehold.documents.content import NOTE, WHEN, Entry, Line, Part, Told
from safehold.documents.rules import Rule
from safehold.documents.suppress import amount

Tick = tuple[int, str]
# Said to whoever may be the one who harms her, whether or not anything was held back: the same words tell nothing.
NOT_SAID = "Some information may have been held back, as the law allows. We neither confirm nor deny that there is any."
NOTHING_KEPT = "Nothing was held back."


class CannotChoose(ValueError):
    """A part that may not be given to this recipient, or that was added without a reason."""


class Chosen(NamedTuple):
    """`added` are entries of which something was ticked beyond what starts ticked."""

    told: tuple[Told, ...]
    kept_back: str
    added: frozenset[int]
    confidential: bool


def offered(entries: Iterable[Entry], rule: Rule) -> list[Entry]:
    """What may be ticked at all. What is missing here is not counted either."""
    found = []
    for entry in entries:
        if rule.gives(entry.kind):
            parts = tuple(part for part in entry.parts if _may(part, rule))
            found.append(Entry(entry.seq, entry.kind, entry.at, entry.when, entry.title, parts, entry.own))
    return found


def _may(part: Part, rule: Rule) -> bool:
    if part.field in rule.never_fields and part.field:
        return False
    if not rule.against:
        return True
    # Nothing told in confidence, and no address or phone of anybody, his own of another time either: she may have stayed there.
    return not part.confidential and not part.name.startswith("where:")


def starts(entry: Entry, part: Part, rule: Rule) -> bool:
    """Whether a part is ticked before anybody has chosen: the least that the recipient can be given."""
    if part.confidential or part.field in rule.unticked:
        return False
    if rule.starts == "all":
        return not (part.name.startswith("where:") and not part.own) and part.name != NOTE
    if not (entry.own and entry.kind in rule.told):
        return False
    return part.name == WHEN or (part.own and part.name.startswith("person:")) or part.field in rule.fields.get(entry.kind, ())


def chosen(entries: Iterable[Entry], rule: Rule, ticked: Set[Tick], why: Mapping[int, str], least: int) -> Chosen:
    """`why` are the reasons given for what was added, by entry. Raises CannotChoose."""
    known = {entry.seq: entry for entry in offered(entries, rule)}
    may = {(entry.seq, part.name) for entry in known.values() for part in entry.parts}
    if ticked - may:
        raise CannotChoose("Something that may not be given to this recipient was ticked.")
    added = frozenset(
        entry.seq for entry in known.values() for part in entry.parts if (entry.seq, part.name) in ticked and not starts(entry, part, rule)
    )
    if any(not why.get(seq, "").strip() for seq in added):
        raise CannotChoose("Say why, at each entry of which you have added something.")
    told, back, parts_back = [], 0, 0
    for entry in sorted(known.values(), key=lambda each: (each.at, each.seq)):
        given = [part for part in entry.parts if (entry.seq, part.name) in ticked]
        counts = not rule.against or entry.kind in rule.told
        if not given:
            back += counts
            continue
        missing = sum((entry.seq, part.name) not in ticked for part in entry.parts) if counts else 0
        parts_back += missing
        lines = tuple(Line(part.label, part.text) for part in given if part.name != WHEN)
        when = entry.when if (entry.seq, WHEN) in ticked else ""
        told.append(Told(entry.seq, entry.kind, when, entry.title, lines, kept_back=bool(missing) and not rule.against))
    held = any(part.confidential for entry in known.values() for part in entry.parts if (entry.seq, part.name) in ticked)
    return Chosen(tuple(told), _kept_back(rule, back, parts_back, least), added, held)


def _kept_back(rule: Rule, entries: int, parts: int, least: int) -> str:
    if rule.against:
        return NOT_SAID
    if not entries and not parts:
        return NOTHING_KEPT
    return f"Held back: {amount(entries, least)} whole entries, and {amount(parts, least)} parts of entries that are given."
