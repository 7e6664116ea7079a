"""Couples, what was recorded and shared of them, drawn by chance; and what each agency should then see, worked out plainly."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

POLICE, HOUSING, HEALTH = "northshire-police", "northshire-housing", "northshire-health"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SURNAMES = ("Quillfeather", "Winterbourne", "Oxenbridge", "Marrowby", "Jesterfield", "Pellingham", "Underhillock", "Tanglewood")
# Kind, its fields, and those of them that a part may show; nothing where nothing of it leaves.
KINDS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("risk.assessed", {"instrument": "dash", "grade": "high", "score": 16}, ("instrument", "grade", "score")),
    ("bail.set", {"stage": "pre_charge", "until": "2026-09-01"}, ("stage", "until")),
    ("call.received", {"channel": "999", "words": "He is back", "address_given": "4 Quay Street"}, ("channel", "words")),
    ("safe_contact.set", {"methods": ["text"], "codeword": "heron"}, ("methods",)),
    ("victim.requested", {"request": "refuge"}, ()),
    ("victim.moved", {"to": "new_address", "confidential": True}, ()),
    ("child.identified", {"age": 7, "school": "Harbour Primary"}, ("age",)),
    ("complaint.made", {"about": "nobody came"}, ()),
)


class Held(NamedTuple):
    couple: int
    key: str
    kind: str
    data: dict[str, Any]
    may_leave: tuple[str, ...]
    corrects: str | None = None


class Given(NamedTuple):
    """A share; `ends` is the last day on which it lasts, in days from the start; `back` whether it was taken back."""

    couple: int
    key: str
    to: str
    extent: str
    events: tuple[str, ...]
    field: str | None
    ends: int | None
    back: bool


class Area(NamedTuple):
    raws: list[dict[str, Any]]
    held: dict[str, Held]
    shares: list[Given]
    gone: frozenset[str]

    def standing(self, key: str) -> Held | None:
        """The wording of an event that stands now."""
        if key in self.gone:
            return None
        later = [each.key for each in self.held.values() if each.corrects == key]
        return self.standing(later[0]) if later else self.held[key]

    def lasting(self, agency: str, at: datetime) -> list[Given]:
        day = (at - START).days
        return [each for each in self.shares if each.to == agency and not each.back and (each.ends is None or day <= each.ends)]

    def shown(self, agency: str, at: datetime, *, reaches: bool) -> dict[str, dict[str, tuple[str, ...]]]:
        """By share, the events that it shows with their fields."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for share in self.lasting(agency, at):
            shown = found.setdefault(share.key, {})
            for key in share.events if share.extent != "whole" else ():
                each = self.standing(key)
                if each is None or not each.may_leave or each.couple != share.couple:
                    continue
                if each.kind == "safe_contact.set" and not reaches:
                    continue
                shown[each.key] = tuple(name for name in each.may_leave if share.field in (None, name))
        return found

    def whole(self, agency: str, at: datetime) -> set[int]:
        return {each.couple for each in self.lasting(agency, at) if each.extent == "whole"}


def drawn(seed: int) -> Area:
    chance = random.Random(seed)
    raws, held, shares, gone = [], {}, [], set()
    for couple in range(4):
        people = _people(couple)
        for number in range(6):
            kind, data, leaves = KINDS[(couple + number * 3 + chance.randrange(2)) % len(KINDS)]
            key = f"c{couple}e{number}"
            held[key] = Held(couple, key, kind, data, leaves)
            raws.append(_raw(key, kind, number, people, data))
            fate = chance.random()
            if fate < 0.2:
                held[key + "b"] = Held(couple, key + "b", kind, data, leaves, key)
                raws.append(_raw(key + "b", kind, number, people, data) | {"corrects": key, "recorded_at": _at(20)})
            elif fate < 0.3:
                gone.add(key)
                raws.append(_raw(key + "v", "event.voided", 21, [], {"reason": "twice"}) | {"about": [key]})
    for number in range(9):
        share = _share(chance, number, sorted(held))
        shares.append(share)
        raws += _said(share, _people(share.couple), chance)
    chance.shuffle(raws)
    return Area(raws, held, shares, frozenset(gone))


def _share(chance: random.Random, number: int, held: list[str]) -> Given:
    couple = chance.randrange(4)
    extent = chance.choice(("whole", "part", "part", "as_it_stands", "fact"))
    mine = [key for key in held if not key.endswith("b") and (key.startswith(f"c{couple}") or chance.random() < 0.1)]
    events = () if extent == "whole" else tuple(chance.sample(mine, 1 if extent == "fact" else 4))
    field = chance.choice((None, "grade", "until")) if extent == "fact" else None
    to = chance.choice((HOUSING, HEALTH))
    return Given(couple, f"s{number}", to, extent, events, field, chance.choice((None, 30, 60)), chance.random() < 0.25)


def _said(share: Given, people: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    first = share.ends if chance.random() < 0.7 else 10  # the rest is said by a later change
    data: dict[str, Any] = {"with": share.to, "extent": share.extent, "basis": "safeguarding", "necessity": "to keep her safe"}
    data |= {"events": [f"records/{key}" for key in share.events]} if share.events else {}
    data |= {"field": share.field} if share.field else {}
    data |= {"until": _day(first)} if first is not None else {}
    raws = [_raw(share.key, "information.shared", 8, people, data)]
    if first != share.ends:
        changed = {"until": _day(share.ends)} if share.ends is not None else {"without_end": True}
        raws.append(_raw(share.key + "c", "information.share_changed", 9, [], changed) | {"about": [share.key]})
    if share.back:
        back = {"from": share.to, "reason": "not needed"}
        raws.append(_raw(share.key + "w", "information.withdrawn", 10, [], back) | {"about": [share.key]})
    return raws


def _people(couple: int) -> list[dict[str, Any]]:
    """Nobody of one couple is like anybody of another."""
    born = f"19{60 + couple * 7}-0{couple + 1}-1{couple}"
    her = {"ref": f"v{couple}", "role": "victim", "given_name": "Ada", "family_name": SURNAMES[couple], "date_of_birth": born}
    him = {"ref": f"s{couple}", "role": "suspect", "given_name": "Ivo", "family_name": SURNAMES[couple + 4], "date_of_birth": born}
    return [her | {"address": f"{couple + 1} Quay Street", "phone": f"01632 96010{couple}"}, him]


def _raw(key: str, kind: str, day: int, people: list[dict[str, Any]], data: dict[str, Any]) -> dict[str, Any]:
    raw = {"source": "records", "id": key, "kind": kind, "occurred_at": _at(day), "recorded_at": _at(day), "agency": POLICE, "data": data}
    return raw | ({"people": people} if people else {})


def _at(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()


def _day(day: int | None) -> str:
    return (START + timedelta(days=day or 0)).date().isoformat()
