"""The people of a review, by what its records call them, and what each is called outside it. Pure."""

from collections.abc import Iterable, Mapping

import msgspec

from safehold.chronology.envelope import Event, Mention
from safehold.identity.cases import MentionId

ROLES = ("victim", "deceased", "suspect", "child", "caller", "witness")


class Somebody(msgspec.Struct, frozen=True):
    """`names` are all in which they were written, the one that most records have first."""

    number: int
    role: str
    names: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    sex: str
    born: str

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.names[0] if self.names else ()) if part) or "name not known"


def everybody(events: Iterable[Event], persons: Mapping[MentionId, int]) -> dict[int, Somebody]:
    """By number, those first whose role comes first, and of each role whoever was recorded first."""
    said: dict[int, list[Mention]] = {}
    for event in events:
        for mention in event.people:
            person = persons.get(MentionId(event.id, mention.ref))
            if person is not None:
                said.setdefault(person, []).append(mention)
    found = [_somebody(number, mentions) for number, mentions in said.items()]
    return {each.number: each for each in sorted(found, key=lambda each: _rank(each.role))}


def outside(people: Mapping[int, Somebody], chosen: Mapping[str, str]) -> dict[int, str]:
    """What each is called in everything that leaves: what the chair chose, otherwise a letter or a number by their role. No two are called
    the same."""
    found = {number: chosen[str(number)] for number in people if str(number) in chosen}
    taken = {name.casefold() for name in found.values()}
    counts: dict[str, int] = {}
    for number, each in people.items():
        if number in found:
            continue
        while True:
            counts[each.role] = counts.get(each.role, 0) + 1
            name = _called(each.role, counts[each.role])
            if name.casefold() not in taken:
                break
        taken.add(name.casefold())
        found[number] = name
    return {number: found[number] for number in people}


def _called(role: str, count: int) -> str:
    if role in ("victim", "deceased"):
        return "the victim" if count == 1 else f"another victim {count}"
    if role == "suspect":
        return "Adult A" if count == 1 else f"Adult A{count}"
    return f"{'Child' if role == 'child' else 'Person' if role in ('other', '') else role.replace('_', ' ').capitalize()} {count}"


def _somebody(number: int, mentions: list[Mention]) -> Somebody:
    counts: dict[tuple[str, str], int] = {}
    for each in mentions:
        if each.given_name or each.family_name:
            counts[each.given_name, each.family_name] = counts.get((each.given_name, each.family_name), 0) + 1
    whole = sorted(counts, key=lambda name: (-(bool(name[0]) + bool(name[1])), -counts[name]))
    return Somebody(
        number=number,
        role=min((each.role for each in mentions), key=_rank),
        names=tuple(whole),
        aliases=tuple(dict.fromkeys(alias for each in mentions for alias in each.aliases)),
        sex=next((each.sex for each in mentions if each.sex), ""),
        born=next((each.date_of_birth for each in mentions if each.date_of_birth), ""),
    )


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)
