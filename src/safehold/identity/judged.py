"""What people have judged about who is who: the judgements that stand, read from the events that record them."""

from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.identity.cases import MentionId

MentionPair = tuple[MentionId, MentionId]
JUDGED = "identity.judged"
MOST_SLASHES = 12  # in the name of a mention; a longer one names nobody
UNDOING = ("identity.undone", "event.voided")


class Judged(NamedTuple):
    """A person's judgement in force (linked, not_linked or unsure) of two mentions, the smaller first."""

    a: MentionId
    b: MentionId
    judgement: str


def judged(history: History, known: Container[MentionId]) -> list[Judged]:
    """The judgements in force, in order of their mentions. Of several about one pair the latest stands; one that was undone does not.

    A judgement that names a mention which is not known is left out.
    """
    found = {(each.a, each.b): each for each in _standing(history, known)}
    return [found[both] for both in sorted(found)]


def told(history: History, known: Container[MentionId]) -> set[MentionPair]:
    """The pairs of which somebody has said at any time whether they are one, and not taken it back."""
    return {(each.a, each.b) for each in _standing(history, known) if each.judgement != "unsure"}


def _standing(history: History, known: Container[MentionId]) -> Iterator[Judged]:
    """The earliest said first."""
    gone = undone(history)
    for event in sorted(history.events, key=lambda each: (each.recorded_at, each.order)):
        if event.kind != JUDGED or event.id in gone:
            continue
        a, b = (_first_known(read_mention(event.data.get(name), event.id.source), known) for name in ("a", "b"))
        if a is not None and b is not None and a != b:
            yield Judged(*((a, b) if a < b else (b, a)), judgement_of(event))


def judgement_of(event: Event) -> str:
    """What cannot be read keeps the two apart until someone looks, as "unsure" does."""
    return str(event.data.get("judgement", "unsure"))


def undone(history: History) -> set[EventId]:
    """The judgements that someone took back, by what stands."""
    return {target.id for event in history.events if event.kind == "identity.undone" for target in history.about(event)}


def read_mention(value: Any, source: str) -> list[MentionId]:
    """What a value of type "mention" may name, the likeliest first: "event id/ref", "source/event id/ref", or an object with event and ref.

    Ids may hold slashes themselves, so text can be read in several ways.
    """
    if isinstance(value, dict):
        ref, event, origin = value.get("ref"), value.get("event", value.get("id")), value.get("source", source)
        if isinstance(event, dict):
            origin, event = event.get("source", source), event.get("id")
        if isinstance(origin, str) and isinstance(event, str) and isinstance(ref, str):
            return [MentionId(EventId(origin, event), ref)]
        return []
    if not isinstance(value, str):
        return []
    parts = value.split("/", MOST_SLASHES)
    found = [MentionId(EventId(source, "/".join(parts[:at])), "/".join(parts[at:])) for at in range(len(parts) - 1, 0, -1)]
    for at in range(len(parts) - 1, 1, -1):
        key, ref = parts[:at], "/".join(parts[at:])
        found += [MentionId(EventId("/".join(key[:split]), "/".join(key[split:])), ref) for split in range(1, at)]
    return found


def _first_known(found: Iterable[MentionId], known: Container[MentionId]) -> MentionId | None:
    return next((each for each in found if each in known), None)
