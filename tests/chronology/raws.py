"""Events as sources give them, written shortly."""

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Raw = dict[str, Any]
_numbers = itertools.count(1)


def person(ref: str, role: str = "victim", given_name: str = "", family_name: str = "", born: str = "", **more: Any) -> Raw:
    named = {"given_name": given_name, "family_name": family_name, "date_of_birth": born}
    return {"ref": ref, "role": role} | {name: value for name, value in (named | more).items() if value}


def vera(ref: str = "v1", **more: Any) -> Raw:
    return person(ref, **{"given_name": "Vera", "family_name": "Marlow", "born": "1980-02-03", "phone": "07700 900123"} | more)


def stefan(ref: str = "s1", **more: Any) -> Raw:
    said = {"given_name": "Stefan", "family_name": "Kowalczyk", "born": "1977-11-20", "relation": "ex_partner"}
    return person(ref, **{"role": "suspect"} | said | more)


def raw(kind: str = "call.received", id: str = "", at: str = "2024-03-01T10:00:00+00:00", *people: Raw, **more: Any) -> Raw:
    """`about` and `corrects` as in an event; every other name that the envelope does not know goes into data."""
    found: Raw = {"source": more.pop("source", "north"), "id": id or f"e{next(_numbers)}", "kind": kind, "occurred_at": at}
    found["agency"] = more.pop("agency", "northshire-police")
    for name in ("recorded_at", "actor", "about", "corrects", "note", "basis"):
        if name in more:
            found[name] = more.pop(name)
    if people:
        found["people"] = list(people)
    data = more.pop("data", {}) | more
    return found | ({"data": data} if data else {})


def write(path: Path, raws: Iterable[Raw | bytes]) -> Path:
    """A file of these events; bytes are written as they are, as a line."""
    lines = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") for line in raws]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path
