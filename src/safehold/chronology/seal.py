"""Digests: of a part, of an event from its parts, of a link in an agency's chain.

A part is salted, so that a redacted part cannot be guessed from its digest; the event's digest needs only the digests of its parts, so
the chain still holds when a part is gone.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping

import msgspec

GENESIS = bytes(32)


class Sealed(msgspec.Struct, frozen=True):
    """An event's parts as they are stored, in step: names, canonical bytes, salts and digests, and the digest of them all."""

    names: list[str]
    bodies: list[bytes | None]
    salts: list[bytes | None]
    digests: list[bytes]
    digest: bytes


def seal(parts: Mapping[str, bytes]) -> Sealed:
    names, bodies = list(parts), list(parts.values())
    salts = [os.urandom(16) for _ in names]
    digests = [part_digest(salt, body) for salt, body in zip(salts, bodies, strict=True)]
    return Sealed(names, list(bodies), list(salts), digests, event_digest(names, digests))


def part_digest(salt: bytes, body: bytes) -> bytes:
    return hashlib.sha256(salt + body).digest()


def event_digest(names: Iterable[str], digests: Iterable[bytes]) -> bytes:
    whole = hashlib.sha256()
    for name, digest in zip(names, digests, strict=True):
        encoded = name.encode()
        whole.update(len(encoded).to_bytes(2, "big") + encoded + digest)
    return whole.digest()


def link_digest(previous: bytes, digest: bytes, seq: int, received: int, origin: str) -> bytes:
    """The digest of a chain's link: the one before, the event's own, and what Safehold added to it (number, time, origin)."""
    added = seq.to_bytes(8, "big") + received.to_bytes(8, "big", signed=True) + origin.encode()
    return hashlib.sha256(previous + digest + added).digest()


def same_content(stored: Sealed, parts: Mapping[str, bytes]) -> bool:
    """Whether an event that comes again says what is stored. A redacted part cannot be compared and counts as the same, and so does one
    that is missing where parts have been redacted: the event may come from an export made since."""
    redacted = None in stored.salts
    if not redacted and stored.names != list(parts):
        return False
    return all(
        salt is None or (part_digest(salt, parts[name]) == digest if name in parts else redacted)
        for name, salt, digest in zip(stored.names, stored.salts, stored.digests, strict=True)
    )


def broken_part(stored: Sealed) -> str | None:
    """The name of the first part whose bytes no longer give its digest, "all parts" if their digests do not give the event's, or None."""
    for name, body, salt, digest in zip(stored.names, stored.bodies, stored.salts, stored.digests, strict=True):
        if (body is None) != (salt is None):
            return name
        if body is not None and salt is not None and part_digest(salt, body) != digest:
            return name
    return None if event_digest(stored.names, stored.digests) == stored.digest else "all parts"
