"""The functions through which alone the confidential schema is reached. They run as its owner (migrations/0001_initial.py)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from safehold.chronology.recording import rows


class Kept(NamedTuple):
    """`in_force` is the id of the key by which values are hashed; where it is not the caller's, nothing was kept. `holders` are the
    mentions that have each of the digests asked for in confidence; `gone` are digests that a mention has no more."""

    in_force: bytes
    holders: dict[bytes, set[int]]
    gone: frozenset[bytes]


class Side(NamedTuple):
    """One of two persons who agree on a value, by an event in which it is said."""

    digest: bytes
    one: int
    other: int
    person: int
    event: int


def keep(cursor: Any, touched: Iterable[int], held: Mapping[int, Iterable[bytes]], asked: Iterable[bytes], key: bytes) -> Kept:
    pairs = [(mention, digest) for mention, digests in held.items() for digest in digests]
    parameters = [list(touched), [mention for mention, _ in pairs], [digest for _, digest in pairs], list(asked), key]
    (first, *found) = rows(
        cursor,
        "SELECT in_force, digest, mention_id FROM confidential.keep(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s)",
        parameters,
    )
    holders: dict[bytes, set[int]] = {}
    gone = set()
    for _, digest, mention in found:
        if mention is None:
            gone.add(bytes(digest))
        else:
            holders.setdefault(bytes(digest), set()).add(mention)
    return Kept(bytes(first[0]), holders, frozenset(gone))


def agree(cursor: Any, scope: Iterable[bytes], sides: Sequence[Side], compared: int) -> None:
    """In these values just these agree; logged."""
    digests, ones, others, persons, events = ([side[place] for side in sides] for place in range(5))
    cursor.execute(
        "SELECT confidential.agree(%s::bytea[], %s::bytea[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s)",
        [list(scope), digests, ones, others, persons, events, compared],
    )


def leave(cursor: Any, records: int) -> None:
    """Logs that so many records could not be compared."""
    cursor.execute("SELECT confidential.leave(%s)", [records])
