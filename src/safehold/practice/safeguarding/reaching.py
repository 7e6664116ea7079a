"""Which record says how a victim may be reached: the latest."""

from typing import Any

from safehold.identity.cases import MentionId, victims_of
from safehold.identity.involvement import Touched


def safe_contact_of(touched: Touched) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person in touched.persons:
        for event in touched.events_of.get(person, ()):
            if event.kind != "safe_contact.set":
                continue
            hers = {touched.mentions.get(MentionId(event.id, mention.ref)) for mention in victims_of(event)}
            if person in (hers or touched.concern[event.id].victims):
                found[person,] = (touched.seq(event), event.occurred_at.earliest)
    return found
