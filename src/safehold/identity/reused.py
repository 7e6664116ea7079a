"""Numbers that a source has given to more than one person. Such a number is no evidence any more that two mentions under it are of one."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.contradiction import contradict
from safehold.identity.features import Features
from safehold.identity.profiles import decode

Reference = tuple[str, str]
# Of one number so many profiles are looked at, the oldest: where it is a word such as "unknown", two of them soon contradict each other.
MOST_UNDER_ONE = 50


def reused(profiles: Iterable[Features]) -> frozenset[Reference]:
    """The numbers (source and ref) under which two of these contradict one another."""
    under: dict[Reference, list[Features]] = defaultdict(list)
    for each in profiles:
        if each.ref and each.named and len(under[each.source, each.ref]) < MOST_UNDER_ONE:
            under[each.source, each.ref].append(each)
    return frozenset(ref for ref, found in under.items() if any(contradict(a, b) for a, b in combinations(found, 2)))


def reused_on_record(cursor: Any, shared: Iterable[Reference]) -> frozenset[Reference]:
    listed = sorted(shared)
    if not listed:
        return frozenset()
    return reused(
        decode(bytes(stored))
        for (stored,) in rows(
            cursor,
            "SELECT p.features FROM unnest(%s::text[], %s::text[]) AS r(source, ref) CROSS JOIN LATERAL (SELECT features FROM"
            " identity_profile WHERE source = r.source AND ref = r.ref AND named ORDER BY id LIMIT %s) p",
            [[source for source, _ in listed], [ref for _, ref in listed], MOST_UNDER_ONE],
        )
    )


def shared(a: Features, b: Features) -> Reference | None:
    """The number that one source gives to both."""
    return (a.source, a.ref) if a.ref and a.ref == b.ref and a.source == b.source else None


def without(each: Features, numbers: frozenset[Reference]) -> Features:
    """As it is compared where these numbers say nothing."""
    return msgspec.structs.replace(each, ref="") if (each.source, each.ref) in numbers else each
