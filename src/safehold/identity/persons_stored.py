"""Writes what to call each touched person, and the names by whose first letters they are found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event, EventId, Mention
from safehold.chronology.recording import Derivation
from safehold.identity.births import likeliest
from safehold.identity.cases import CaseKey, CaseRecord, MentionId
from safehold.identity.names import search_names

# The columns of what `row_of` gives.
SAID = (
    "given_name", "family_name", "other_names", "date_of_birth", "sex", "address", "postcode", "phones", "as_victim", "as_suspect",
    "as_child", "staff_of", "last_seen",
)  # fmt: skip
PERSON = Table("identity_person", ("id",), (*SAID, "elsewhere"))
NAME = Table("identity_name", ("name", "person_id"))
MOST_PHONES = 5


def write(
    derivation: Derivation,
    persons: Iterable[int],
    events_of: Mapping[int, Sequence[Event]],
    mentions: Mapping[MentionId, int],
    records: Mapping[CaseKey, CaseRecord],
    seqs: Mapping[EventId, int],
) -> None:
    """`records` are the cases in which these persons are victim or suspect."""
    own: dict[int | None, set[EventId]] = defaultdict(set)
    for key, record in records.items():
        ids = {event.id for event in record.events}
        own[key.victim] |= ids
        own[key.suspect] |= ids
    people: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    names: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person in persons:
        said = [
            (event, mention)
            for event in events_of.get(person, ())
            for mention in event.people
            if mentions.get(MentionId(event.id, mention.ref)) == person
        ]
        if not said:
            continue
        elsewhere = sorted({seqs[event.id] for event, _ in said if event.id not in own[person]})
        people[person,] = (*row_of(said), elsewhere)
        names |= {(name, person): () for _, mention in said for name in search_names(mention)}
    touched = list(persons)
    derivation.wanted += [Wanted(PERSON, "id", touched, people), Wanted(NAME, "person_id", touched, names)]


def _full(mention: Mention) -> str:
    return f"{mention.given_name} {mention.family_name}".strip()


def _called(newest: Sequence[Mention]) -> Mention:
    """The mention with the name that was given most often, so that one slip of a hurried day does not rename anybody; of those given as
    often, the newest. A name with both its parts comes before one with only one."""
    named = [mention for mention in newest if mention.named]
    whole = [mention for mention in named if mention.given_name and mention.family_name] or named
    often = Counter(_full(mention).casefold() for mention in whole)
    return max(whole, key=lambda mention: often[_full(mention).casefold()], default=newest[0])


_HOME = frozenset(("address", "postcode"))  # half a hidden address is still a way to her door


def row_of(said: Sequence[tuple[Event, Mention]]) -> tuple[Any, ...]:
    """What was said most often of the name and the date of birth, and the newest of everything else. Confidential values are left out."""
    newest = [mention for _, mention in reversed(said)]
    named = _called(newest)
    called = _full(named)
    others = dict.fromkeys(name for mention in newest for name in (_full(mention), *mention.aliases) if name and name != called)
    housed = next((mention for mention in newest if mention.address and not _HOME.intersection(mention.confidential)), None)
    phones = dict.fromkeys(mention.phone for mention in newest if mention.phone and "phone" not in mention.confidential)
    roles = [(event.id, mention.role) for event, mention in said]
    return (
        named.given_name[:200], named.family_name[:200], [name[:200] for name in others],
        likeliest([mention.date_of_birth for mention in newest]),
        next((mention.sex for mention in newest if mention.sex), ""),
        housed.address[:500] if housed else "", housed.postcode[:20] if housed else "", list(phones)[:MOST_PHONES],
        *(len({key for key, role in roles if role == wanted}) for wanted in ("victim", "suspect", "child")),
        next((mention.staff_of for mention in newest if mention.staff_of), ""),
        max(event.occurred_at.latest for event, _ in said),
    )  # fmt: skip
