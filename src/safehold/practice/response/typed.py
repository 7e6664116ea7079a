"""What a call handler has typed of a call, as it stands, and the same as events and as questions to the record. Pure.

Nothing typed is refused: what cannot be read as a date or a name is kept as it came and simply asks nothing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from safehold.chronology.envelope import Event, Mention
from safehold.identity.features import Features, query_features
from safehold.practice.response.spoken import read_born, split_name, written_born

TICKS = ("suspect_present", "weapon", "children_present", "injuries", "strangulation", "threat_to_kill")
FLAGS = (*TICKS, "historic", "silent", "home")
RELATIONS = ("partner", "ex_partner", "spouse", "ex_spouse", "parent", "child", "sibling", "other_family", "carer", "none")
CALLERS = ("self", "other")
REASONS = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
# For the unit that goes there, in the words of the event; none of it is a question to the record.
FOR_THE_UNIT = ("suspect_looks", "suspect_vehicle", "suspect_last_seen", "way_in")
# What this page shows of a person, and so may change.
SHOWN = ("relation", "given_name", "family_name", "date_of_birth", "sex", "phone", "address", "postcode")
LONGEST = 20_000  # of any one field; what is beyond is not a call
MOST_AFRAID = 99


class Typed(msgspec.Struct, frozen=True):
    family_name: str = ""
    given_name: str = ""
    born: str = ""
    sex: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    home: bool = False
    his_name: str = ""
    his_born: str = ""
    relation: str = ""
    words: str = ""
    suspect_present: bool = False
    weapon: bool = False
    children_present: bool = False
    injuries: bool = False
    strangulation: bool = False
    threat_to_kill: bool = False
    historic: bool = False
    afraid: int = 0
    silent: bool = False
    call_back: str = ""
    call_back_how: str = ""
    language: str = ""
    suspect_looks: str = ""
    suspect_vehicle: str = ""
    suspect_last_seen: str = ""
    way_in: str = ""
    caller: str = "self"
    caller_name: str = ""
    caller_relation: str = ""
    channel: str = "999"
    domestic: str = "yes"
    category: str = ""
    area: str = "urban"
    # What is being typed into one of the call's steps, and is no part of the call itself.
    lower_to: str = ""
    lower_reason: str = ""
    lower_why: str = ""
    answer_why: str = ""
    reason_threat: str = ""
    reason_harm: str = ""
    reason_risk: str = ""
    reason_investigation: str = ""
    reason_vulnerability: str = ""
    reason_engagement: str = ""
    divert_why: str = ""
    divert_answer: str = ""
    back_how: str = ""
    part_why: str = ""
    reassess_plan: str = ""
    close_as: str = ""
    close_rationale: str = ""

    @property
    def anything(self) -> bool:
        """Whether there is something that must not be lost."""
        said = (self.family_name, self.given_name, self.his_name, self.phone, self.address, self.postcode, self.words, self.caller_name)
        return any(text.strip() for text in said) or self.afraid > 0 or any(getattr(self, name) for name in (*TICKS, "silent"))

    @property
    def beginning(self) -> bool:
        """Whether a step has been begun."""
        typed_of_steps = (
            self.lower_why,
            self.answer_why,
            self.reassess_plan,
            self.close_rationale,
            self.divert_why,
            self.divert_answer,
            self.part_why,
        )
        return any((*typed_of_steps, self.back_how, *self.reasons.values()))

    @property
    def reasons(self) -> dict[str, str]:
        """What speaks for the grade, by the six heads of it."""
        return {name: text for name in REASONS if (text := getattr(self, f"reason_{name}").strip())}

    def without(self, step: str) -> "Typed":
        """The same with a step taken: what was typed into it is gone."""
        taken = [field.name for field in msgspec.structs.fields(self) if field.name.startswith(f"{step}_")]
        return msgspec.structs.replace(self, **dict.fromkeys(taken, ""))

    @property
    def asks_victim(self) -> bool:
        return bool(self.family_name.strip() or self.given_name.strip() or self.phone.strip() or self.address.strip())

    @property
    def asks_suspect(self) -> bool:
        return bool(self.his_name.strip())

    @property
    def keys(self) -> list[str]:
        """What the record is asked by, in the words of history.checked."""
        given = {
            "victim": bool(self.family_name.strip() or self.given_name.strip()),
            "suspect": self.asks_suspect,
            "address": bool(self.address.strip() or self.postcode.strip()),
            "phone": bool(self.phone.strip()) and self.caller == "self",
        }
        return [name for name, asked in given.items() if asked]

    def victim(self, on: date) -> Features:
        """The question for the person at risk. The phone is hers only when it is she who calls."""
        born, age = read_born(self.born)
        return query_features(
            given_name=self.given_name,
            family_name=self.family_name,
            date_of_birth=born,
            age=age,
            on=on,
            sex=self.sex,
            address=self.address,
            postcode=self.postcode,
            phone=self.phone if self.caller == "self" else "",
        )

    def suspect(self, on: date) -> Features:
        given, family = split_name(self.his_name)
        born, age = read_born(self.his_born)
        return query_features(given_name=given, family_name=family, date_of_birth=born, age=age, on=on)

    def data(self) -> dict[str, Any]:
        """The fields of call.received. What was not said is left out: it is unknown, not "no"."""
        found: dict[str, Any] = {
            "channel": self.channel,
            "domestic": self.domestic != "no",
            "category": self.category,
            "fear_expressed": self.afraid or None,
            "words": self.words,
            "address_given": self.address.strip(),
            "postcode_given": self.postcode.strip(),
            "area": self.area,
            "language": self.language.strip(),
            "call_back": self.call_back,
            "call_back_how": self.call_back_how.strip(),
            "caller_relation": self.caller_relation.strip() if self.caller == "other" else "",
        }
        found |= {name: getattr(self, name).strip() for name in FOR_THE_UNIT}
        found |= {name: True for name in (*TICKS, "historic", "silent") if getattr(self, name)}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def people(self, refs: Mapping[str, str], on: date, *, suspect_linked: bool = False) -> list[dict[str, str]]:
        """The people whom the caller named, under the refs given by role. A suspect without a name is one only when the handler has
        linked him; otherwise his relation stands with the victim."""
        given, family = split_name(self.his_name)
        with_him = self.asks_suspect or suspect_linked
        found = [
            {
                "role": "victim",
                "relation": "" if with_him else self.relation,
                "given_name": self.given_name.strip(),
                "family_name": self.family_name.strip(),
                "date_of_birth": written_born(self.born, on),
                "sex": self.sex,
                "phone": self.phone.strip() if self.caller == "self" else "",
                "address": self.address.strip() if self.home else "",
                "postcode": self.postcode.strip() if self.home else "",
            }
        ]
        if with_him:
            born = written_born(self.his_born, on)
            found.append({"role": "suspect", "relation": self.relation, "given_name": given, "family_name": family, "date_of_birth": born})
        if self.caller == "other":
            given, family = split_name(self.caller_name)
            found.append({"role": "caller", "given_name": given, "family_name": family, "phone": self.phone.strip()})
        return [{"ref": refs[person["role"]], **{name: value for name, value in person.items() if value}} for person in found]


def typed(given: Mapping[str, Any]) -> Typed:
    """Whatever a form or a stored draft holds; unknown names are left out, unknown choices are empty."""
    found: dict[str, Any] = {}
    for name, kind in _FIELDS:
        value = given.get(name)
        if kind is bool:
            found[name] = value in (True, "on", "true", "yes", "1")
        elif kind is int:
            found[name] = _count(value)
        elif value is not None:
            found[name] = str(value).replace("\x00", "")[:LONGEST]
    for name, allowed in _CHOICES.items():
        if found.get(name) not in (None, *allowed):
            found.pop(name)
    return Typed(**found)


_FIELDS = [(field.name, field.type) for field in msgspec.structs.fields(Typed)]
_CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("", "female", "male"),
    "relation": ("", *RELATIONS),
    "call_back": ("", "safe", "unsafe"),
    "caller": CALLERS,
    "channel": ("999", "101", "online", "front_counter", "alarm", "third_party", "agency"),
    "domestic": ("yes", "no"),
    "area": ("urban", "rural"),
}


def of_event(event: Event) -> Typed:
    """What was typed, from the call as it was recorded, by whatever system. What is confidential stays where it is."""
    data = event.data
    victim, suspect, caller = (_open(next(iter(event.mentions(role)), None)) for role in ("victim", "suspect", "caller"))
    address = str(data.get("address_given", "")) or (victim.address if victim else "")
    postcode = str(data.get("postcode_given", "")) or (victim.postcode if victim else "")
    found: dict[str, Any] = {name: data.get(name) for name in _AS_RECORDED}
    found |= {name: data.get(name) is True for name in (*TICKS, "historic", "silent")}
    found |= {"afraid": data.get("fear_expressed", 0), "domestic": "no" if data.get("domestic") is False else "yes"}
    found |= {"address": address, "postcode": postcode, "home": bool(victim and victim.address and victim.address == address)}
    if victim:
        found |= {"family_name": victim.family_name, "given_name": victim.given_name, "born": victim.date_of_birth}
        found |= {"sex": victim.sex, "phone": victim.phone, "relation": victim.relation}
    if suspect:
        found |= {"his_name": _joined(suspect), "his_born": suspect.date_of_birth, "relation": suspect.relation}
    if caller:
        found |= {"caller": "other", "caller_name": _joined(caller), "phone": caller.phone}
    return typed(found)


_AS_RECORDED = ("words", "channel", "category", "area", "language", "call_back", "call_back_how", "caller_relation", *FOR_THE_UNIT)


def _open(mention: Mention | None) -> Mention | None:
    if mention is None or not mention.confidential:
        return mention
    return msgspec.structs.replace(mention, **dict.fromkeys(hidden(mention), ""))


def hidden(mention: Mention) -> frozenset[str]:
    """What this page does not show of somebody. Half a hidden address is still a way to her door."""
    kept = frozenset(mention.confidential)
    return (kept | {"address", "postcode"} if kept & {"address", "postcode"} else kept).intersection(SHOWN)


def _joined(mention: Mention) -> str:
    if " " in mention.family_name or (mention.family_name and not mention.given_name):
        return f"{mention.family_name}, {mention.given_name}".strip()
    return f"{mention.given_name} {mention.family_name}".strip()


def _count(value: Any) -> int:
    text = str(value or "0").strip()
    return min(int(text), MOST_AFRAID) if text.isascii() and text.isdigit() else 0
