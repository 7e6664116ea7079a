"""What was typed at the door, as events. Pure. Each has a name that it keeps, so that what is typed later corrects it and nothing is said
twice."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from safehold.chronology.times import LONDON, MINUTE, instant, london
from safehold.practice.response.attending.questions import DISCLOSED, METHODS, MOST_CHILDREN, SECURED, Given, by_name, count
from safehold.practice.response.spoken import split_name

AS_TYPED = (
    "suspect_present", "parties_separated", "victim_interviewed_alone", "suspect_removed", "body_worn_video", "call_audio_kept",
    "photographs", "first_account", "interpreter", "non_physical_abuse_asked", "barriers", "outcome",
)  # fmt: skip
COUNTED = ("children_seen", "children_present", "independent_witnesses")
ATTENDANCE = "attendance"


class Officer(msgspec.Struct, frozen=True):
    """`roles` are those of staff whom the officer names, by their numbers; `unit` their own, where it was sent."""

    staff_id: str
    agency: str
    roles: Mapping[str, str] = {}
    unit: str = ""

    def named(self, staff_id: str) -> dict[str, str]:
        number = staff_id.strip()
        return {"id": number, **({"role": self.roles[number]} if self.roles.get(number) else {})} if number else {}


class Said(msgspec.Struct, frozen=True):
    """`at` is when it happened, where that is not when it was pressed."""

    name: str
    kind: str
    data: dict[str, Any]
    people: tuple[dict[str, str], ...] = ()
    note: str = ""
    at: int | None = None

    @property
    def content(self) -> str:
        """By which it is the same as what was recorded; on which unit they are meanwhile makes it no other."""
        said = {name: value for name, value in self.data.items() if name != "unit"}
        return msgspec.json.encode((said, self.people, self.note, self.at), order="sorted").decode()


def said(given: Given, officer: Officer, *, ref: str, pressed: int) -> list[Said]:
    """In the order in which it is recorded. `ref` is of the people whom the officer names; `pressed` when it was first recorded."""
    return list(_all(given, officer, ref, pressed)) if given else []


def _all(given: Given, officer: Officer, ref: str, pressed: int) -> Iterator[Said]:
    him, unit = _him(given, ref), _some(unit=officer.unit)
    if reached := _safe_contact(given):
        yield Said("safe-contact", "safe_contact.set", reached)
    if given.get("read_history"):
        yield Said("read", "history.briefed", {"acknowledged": True, **unit})
    if "arrived" in given or "victim_seen" in given:
        seen = {"victim_seen": given["victim_seen"] == "yes"} if "victim_seen" in given else {}
        yield Said("arrived", "unit.arrived", {**seen, "by": "attendance", **unit}, at=arrived_at(given.get("arrived", ""), pressed))
    yield Said(ATTENDANCE, "attendance.recorded", _attendance(given, officer), him, _note(given))
    for number in range(1, MOST_CHILDREN + 1):
        yield from _child(given, number, ref)
    for what in DISCLOSED:
        if given.get(f"disclosed_{what}"):
            yield Said(f"disclosed-{what}", "victim.disclosed", {"what": what})
    yield from _evidence(given)
    yield from _about_him(given, officer, him)
    if given.get("order") in ("dvpn", "dapn"):
        yield Said("order", "order.sought", _order(given, officer), him)


def arrived_at(clock: str, pressed: int) -> int | None:
    """The last time before it was recorded at which a clock in London said so."""
    hours, colon, minutes = clock.strip().partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60):
        return None
    day = london(pressed).date()
    found = instant(datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=LONDON))
    if found <= pressed + MINUTE:
        return min(found, pressed)
    day -= timedelta(days=1)
    return instant(datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=LONDON))


def _safe_contact(given: Given) -> dict[str, Any]:
    methods = [each for each in METHODS if given.get(f"reach_{each.replace(' ', '_')}")]
    names = {"contact_times": "times", "contact_who": "who_may_answer", "contact_never": "never", "codeword": "codeword"}
    found: dict[str, Any] = {field: given[name].strip() for name, field in names.items() if name in given}
    return found | ({"methods": methods} if methods else {})


def _attendance(given: Given, officer: Officer) -> dict[str, Any]:
    found: dict[str, Any] = {name: given[name] for name in AS_TYPED if name in given}
    found |= {name: number for name in COUNTED if (number := count(given.get(name, ""))) is not None}
    reasons = {name.removeprefix("reason_"): said.strip() for name, said in given.items() if name.startswith("reason_")}
    others = [each.strip() for each in given.get("officers", "").replace(";", ",").split(",")]
    found["officers"] = [officer.staff_id, *(each for each in others if each)]
    return found | ({"reasons": reasons} if reasons else {})


def _note(given: Given) -> str:
    """Her words; and a number that was typed in words, which no field takes."""
    spelt = [f"{by_name()[name].label}: {given[name]}" for name in COUNTED if name in given and count(given[name]) is None]
    return "\n".join([given.get("account", "").strip(), *spelt]).strip()


def _child(given: Given, number: int, ref: str) -> Iterator[Said]:
    called, age = (given.get(f"child_{number}_{name}", "").strip() for name in ("name", "age"))
    data: dict[str, Any] = _some(school=given.get(f"child_{number}_school", "").strip())
    if (years := count(age)) is not None:
        data["age"] = years
    if f"child_{number}_with_her" in given:
        data["lives_with_victim"] = given[f"child_{number}_with_her"] == "yes"
    first, last = split_name(called)
    names = {name: value for name, value in (("given_name", first), ("family_name", last)) if value}
    if data or names:
        yield Said(f"child-{number}", "child.identified", data, ({"ref": f"{ref}-child-{number}", "role": "child", **names},))


def _evidence(given: Given) -> Iterator[Said]:
    kinds = {"body_worn_video": "body_worn_video", "call_audio_kept": "call_recording", "photographs": "photographs"}
    for name, kind in kinds.items():
        if given.get(name) == "yes":
            yield Said(f"evidence-{kind}", "evidence.secured", {"kind": kind})
    for what in SECURED:
        if given.get(f"secured_{what}"):
            yield Said(f"evidence-{what}", "evidence.secured", {"kind": what})
    if other := given.get("secured_other", "").strip():
        yield Said("evidence-other", "evidence.secured", {"kind": other})


def _about_him(given: Given, officer: Officer, him: tuple[dict[str, str], ...]) -> Iterator[Said]:
    offence = given.get("arrest_offence", "").strip()
    match given.get("arrest"):
        case "made":
            power = given.get("arrest_power", "")
            yield Said("arrest-made", "arrest.made", _some(offence=offence, power=power), him)
        case "gone":
            yield Said("wanted", "suspect.wanted", {"for": offence} if offence else {}, him)
            if looked := given.get("looked", "").strip():
                yield Said("looked", "arrest.attempted", {"result": looked}, him)
        case "not_made":
            reason, alternative = (given.get(name, "").strip() for name in ("not_arrested_reason", "alternative"))
            data: dict[str, Any] = _some(reason=reason, alternative=alternative)
            if "asked_her" in given:
                data["victim_asked_to_decide"] = given["asked_her"] == "yes"
            if supervisor := officer.named(given.get("supervisor", "")):
                data["supervisor"] = supervisor
            yield Said("not-arrested", "arrest.not_made", data, him)


def _order(given: Given, officer: Officer) -> dict[str, Any]:
    asked = {"children_considered": "children", "victim_opinion": "opinion", "representations": "representations", "occupants": "occupants"}
    found: dict[str, Any] = {"order": given["order"], "by": officer.agency}
    found |= {field: given[f"order_{name}"] == "yes" for field, name in asked.items() if f"order_{name}" in given}
    by = officer.named(given.get("order_by", ""))
    return found | ({"authorised_by": by} if by else {})


def _him(given: Given, ref: str) -> tuple[dict[str, str], ...]:
    first, last = split_name(given.get("his_name", ""))
    names = {name: value for name, value in (("given_name", first), ("family_name", last)) if value}
    return ({"ref": f"{ref}-suspect", "role": "suspect", **names},) if names else ()


def _some(**given: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}
