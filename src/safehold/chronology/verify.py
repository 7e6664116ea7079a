"""Checks every agency's chain, from its first link to its last, and every stored byte that it seals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection

from safehold.chronology.apart.cipher import NoKey, Ring, Tampered
from safehold.chronology.apart.opening import whole
from safehold.chronology.apart.parting import Torn, names_in
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import read, unlocked
from safehold.chronology.envelope import Refused, joined, read_event
from safehold.chronology.recording import rows
from safehold.chronology.seal import GENESIS, Sealed, broken_part, link_digest

PAGE = 2000


class Fault(msgspec.Struct, frozen=True):
    """What does not hold, and of which event ("source/id"; empty where an event is gone)."""

    agency: str
    position: int
    event: str
    why: str


class Verdict(msgspec.Struct, frozen=True):
    """`heads` maps each agency to its last link: position and digest in hexadecimal. `faults` holds the first of each agency."""

    events: int
    heads: dict[str, tuple[int, str]]
    faults: list[Fault]


def verify(previous_heads: dict[str, tuple[int, str]] | None = None) -> Verdict:
    """`previous_heads` are heads noted outside the database earlier: a chain whose end was cut off no longer holds them."""
    heads: dict[str, tuple[int, str]] = {}
    faults: list[Fault] = []
    checked = 0
    with connection.cursor() as cursor:
        agencies = [agency for (agency,) in rows(cursor, "SELECT DISTINCT agency FROM chronology_chain ORDER BY 1")]
        for agency in agencies:
            noted = (previous_heads or {}).get(agency)
            count, head, fault = _chain(cursor, agency, noted)
            checked += count
            heads[agency] = head
            if fault:
                faults.append(fault)
        faults += _outside(cursor, (previous_heads or {}).keys() - set(agencies))
    return Verdict(checked, heads, faults)


def _chain(cursor: Any, agency: str, noted: tuple[int, str] | None) -> tuple[int, tuple[int, str], Fault | None]:
    expected, previous, count = 1, GENESIS, 0
    keys = ring()
    for link in _links(cursor, agency):
        position, seq, stored_previous, digest, event = link
        name = f"{event['source']}/{event['source_id']}" if event else ""
        why = ""
        if position != expected:
            why = f"link {expected} of the chain is missing"
        elif bytes(stored_previous) != previous:
            why = "the link does not hold the one before it"
        elif event is None:
            why = f"event number {seq} is gone"
        else:
            why = _event_fault(agency, event, keys) or ""
            if not why and link_digest(previous, bytes(event["digest"]), seq, event["received"], event["origin"]) != bytes(digest):
                why = "the link does not give the event's digest"
        if why:
            return count, (count, previous.hex()), Fault(agency, expected, name, why)
        if noted and noted[0] == position and noted[1] != bytes(digest).hex():
            return count, (count, previous.hex()), Fault(agency, position, name, "the chain was written anew since its head was last noted")
        previous = bytes(digest)
        expected += 1
        count += 1
    if noted and noted[0] > count:
        return (
            count,
            (count, previous.hex()),
            Fault(agency, count + 1, "", f"the end of the chain is gone: {noted[0]} links were noted earlier"),
        )
    return count, (count, previous.hex()), None


_EVENT = (
    "seq", "source", "source_id", "kind", "agency", "earliest", "latest", "recorded", "received", "corrects_source", "corrects_id",
    "origin", "names", "bodies", "salts", "digests", "digest", "redactions", "kept", "about",
)  # fmt: skip


def _links(cursor: Any, agency: str) -> Iterator[tuple[int, int, bytes, bytes, dict[str, Any] | None]]:
    last = 0
    columns = ", ".join(f"e.{name}" for name in _EVENT[:-1])
    while True:
        page = rows(
            cursor,
            f"SELECT c.position, c.event_id, c.previous, c.digest, {columns},"  # nosec B608
            " ARRAY(SELECT a.source || chr(31) || a.source_id FROM chronology_about a WHERE a.event_id = c.event_id)"
            " FROM chronology_chain c LEFT JOIN chronology_event e ON e.seq = c.event_id"
            f" WHERE c.agency = %s AND c.position > %s ORDER BY c.position LIMIT {PAGE}",
            [agency, last],
        )
        apart = read(cursor, [seq for _, seq, *_ in page])
        for position, seq, previous, digest, *event in page:
            last = position
            found = dict(zip(_EVENT, event, strict=True)) if event[0] is not None else None
            yield position, seq, previous, digest, found and found | {"apart": apart.get(seq, ())}
        if len(page) < PAGE:
            return


def _event_fault(agency: str, row: dict[str, Any], keys: Ring) -> str | None:
    stored = Sealed(
        names=row["names"],
        bodies=[bytes(body) if body is not None else None for body in row["bodies"]],
        salts=[bytes(salt) if salt is not None else None for salt in row["salts"]],
        digests=[bytes(digest) for digest in row["digests"]],
        digest=bytes(row["digest"]),
    )
    if len({len(stored.names), len(stored.bodies), len(stored.salts), len(stored.digests)}) != 1:
        return "its parts, salts and digests are not the same in number"
    try:
        sealed = whole(stored, row["apart"], keys)
        names = [name for each in row["apart"] for name in names_in(each.part, unlocked(each, keys))]
    except (NoKey, Tampered, Torn, ValueError) as error:
        return f"what is held of it in confidence cannot be proved: {error}"
    if sorted(names) != sorted(row["kept"]):
        return "what is held of it in confidence is not what is said to be"
    part = broken_part(sealed)
    if part is not None:
        return f"its stored content was changed ({part})"
    try:
        event = read_event(joined(sealed.names, sealed.bodies))
    except Refused as error:
        return f"its stored content cannot be read: {error}"
    corrects = tuple(event.corrects) if event.corrects else (None, None)
    said = (*event.id, event.kind, event.agency, *_times(event.occurred_at, event.recorded_at), *corrects)
    kept = tuple(
        row[name] for name in ("source", "source_id", "kind", "agency", "earliest", "latest", "recorded", "corrects_source", "corrects_id")
    )
    if said != kept or event.agency != agency:
        return "its columns do not repeat its envelope"
    redacted = sealed.bodies.count(None)
    if redacted != row["redactions"]:
        return f"{redacted} of its parts are redacted, and {row['redactions']} are said to be"
    if not redacted and {f"{target.source}\x1f{target.id}" for target in event.references} != set(row["about"]):
        return "what it is about does not repeat its envelope"
    return None


def _times(occurred: Any, recorded: int) -> tuple[int, int, int]:
    return occurred.earliest, occurred.latest, recorded


def _outside(cursor: Any, vanished: Any) -> list[Fault]:
    faults = [Fault(agency, 1, "", "the whole chain is gone; it was noted earlier") for agency in sorted(vanished)]
    for source, source_id, agency in rows(
        cursor,
        "SELECT e.source, e.source_id, e.agency FROM chronology_event e WHERE NOT EXISTS"
        " (SELECT FROM chronology_chain c WHERE c.event_id = e.seq) ORDER BY e.seq LIMIT 1",
    ):
        faults.append(Fault(agency, 0, f"{source}/{source_id}", "the event is in no chain"))
    return faults


def noted_heads(path: Path) -> dict[str, tuple[int, str]]:
    """The heads last noted in a file beside the database; none if there is no such file."""
    if not path.exists():
        return {}
    last = path.read_bytes().strip().splitlines()[-1:]
    return msgspec.json.decode(last[0], type=dict[str, tuple[int, str]]) if last else {}


def note_heads(path: Path, heads: dict[str, tuple[int, str]]) -> None:
    """Adds the heads as a line to the file. It should be kept where whoever can write to the database cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(msgspec.json.encode(heads, order="sorted") + b"\n")
