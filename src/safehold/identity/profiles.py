"""Profiles as they are stored: what comparison reads of a person, once for all mentions of one source and ref that say the same."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.recording import copy, rows
from safehold.identity.features import Features
from safehold.identity.keys import blocking_keys, number

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Features)
encode = _encoder.encode


class Profile(NamedTuple):
    id: int
    source: str
    ref: str
    fingerprint: bytes
    features: Features
    person_id: int

    @property
    def named(self) -> bool:
        return self.features.named


@lru_cache(maxsize=32_768)  # of some two kilobytes each: a check among millions meets few of them again
def decode(stored: bytes) -> Features:
    return _decoder.decode(stored)


COLUMNS = "p.id, p.source, p.ref, p.fingerprint, p.features, p.person_id"


def read(row: tuple[Any, ...]) -> Profile:
    id_, source, ref, fingerprint, stored, person = row
    return Profile(id_, source, ref, bytes(fingerprint), decode(bytes(stored)), person)


def existing(cursor: Any, keys: Iterable[tuple[str, str, bytes]]) -> dict[tuple[str, str, bytes], Profile]:
    """They are held as they are until the transaction ends, so that nobody moves them to another person under a new mention."""
    listed = list(keys)
    if not listed:
        return {}
    found = rows(
        cursor,
        f"SELECT {COLUMNS} FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS k(source, ref, fingerprint)"  # nosec B608
        " JOIN identity_profile p ON p.source = k.source AND p.ref = k.ref AND p.fingerprint = k.fingerprint FOR SHARE OF p",
        [[key[0] for key in listed], [key[1] for key in listed], [key[2] for key in listed]],
    )
    return {(profile.source, profile.ref, profile.fingerprint): profile for profile in map(read, found)}


def store(cursor: Any, fresh: Sequence[Profile]) -> None:
    if not fresh:
        return
    copy(
        cursor,
        "identity_profile",
        ("id", "source", "ref", "fingerprint", "features", "named", "person_id"),
        ((each.id, each.source, each.ref, each.fingerprint, encode(each.features), each.named, each.person_id) for each in fresh),
    )
    keys = [(number(key), each.id) for each in fresh for key in blocking_keys(each.features)]
    if keys:
        copy(cursor, "identity_key", ("key", "profile_id"), keys)


def load(cursor: Any, numbers: Iterable[int]) -> dict[int, Profile]:
    wanted = list(numbers)
    if not wanted:
        return {}
    found = rows(cursor, f"SELECT {COLUMNS} FROM identity_profile p WHERE p.id = ANY(%s::bigint[])", [wanted])  # nosec B608
    return {profile.id: profile for profile in map(read, found)}
