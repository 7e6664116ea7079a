"""Puts apart where somebody lives of whom a marker says that it is confidential, in every record of hers, whichever came first: when people
are worked out anew, since who she is follows from who is linked with whom."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from safehold.chronology.apart.lapsed import Kept, lapsed
from safehold.chronology.apart.later import put_apart
from safehold.chronology.apart.parting import kept_by, still_shown
from safehold.chronology.apart.table import standard
from safehold.chronology.envelope import Event, EventId
from safehold.identity.cases import MentionId
from safehold.identity.hidden_since import Hidden, hidden_since
from safehold.identity.marked import Known, Listed, listed, until

_CHANGING = frozenset(("marker.set", "marker.lifted", "event.voided"))


class Otherwise(NamedTuple):
    """Events are to be read again by what is to be `kept` of them; these of them (`bears_on`) say something else by it."""

    kept: Kept
    bears_on: frozenset[int]


def hide_marked(cursor: Any, known: Known, persons: Collection[int], thread: frozenset[int]) -> Otherwise | None:
    """`known` holds all events of these persons; `thread` are those that are worked out. None where they can stay as they were read."""
    more = listed(known, until(known, persons))
    events = {known.seqs[key]: event for key, event in known.history.by_id.items()}
    parted = [seq for seq, event in events.items() if event.withheld]
    if not more and not parted:
        return None
    more = merged(more, by_number(known.seqs, hidden_since(events.values())))
    shown = [seq for seq in sorted(more) if still_shown(events[seq], more[seq])]
    put_apart(cursor, shown, more)

    def kept(seq: int, event: Event) -> Callable[[str], bool]:
        by_word, hers = kept_by(event, more.get(seq, {})), _of(event, known, persons)
        return lambda name: by_word(name) or not hers(name)

    again = [seq for seq in parted if lapsed(seq, events[seq], kept)]
    if not shown and not again:
        return None
    changing = any(seq in thread and (event.kind in _CHANGING or event.corrects is not None) for seq, event in events.items())
    return Otherwise(kept, frozenset(shown) | (frozenset(again) if changing else frozenset()))


def _of(event: Event, known: Known, persons: Collection[int]) -> Callable[[str], bool]:
    """Whether something that an event lacks is of these persons alone, so that all that keeps it is known. A child's never: it may be kept
    for the sake of somebody else."""
    concern = known.concern.get(event.id)
    victims = concern.victims if concern is not None else frozenset()
    roles = {*standard().moved.roles} - {"victim"}
    own = {
        f"person:{place}"
        for place, mention in enumerate(event.people)
        if known.mentions.get(MentionId(event.id, mention.ref)) in persons and mention.role not in roles
    }
    whole = {"data"} if victims and victims.issubset(persons) else set()
    return lambda name: name.partition("/")[0] in own | whole


def by_number(numbers: Mapping[EventId, int], hidden: Hidden) -> dict[int, Listed]:
    found: dict[int, Listed] = {}
    for (event, ref), names in hidden.items():
        if event in numbers:
            found.setdefault(numbers[event], {})[ref] = names
    return found


def merged(one: Mapping[int, Listed], other: Mapping[int, Listed]) -> dict[int, Listed]:
    found = {seq: dict(names) for seq, names in one.items()}
    for seq, names in other.items():
        here = found.setdefault(seq, {})
        for ref, more in names.items():
            here[ref] = here.get(ref, frozenset()) | more
    return found
