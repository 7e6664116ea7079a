"""Which looks are out of the ordinary: a pure function of the looks and of what is known of those who looked and of those looked at.

A look is of whom its page is about, or of everybody whom a search or a check found; the lists of one's own work are nobody's choice and are
left out. What is found is no judgement: a neighbour may be on the roster. Somebody reads it, most serious first.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date

import msgspec

from safehold.access.looking.measures import Measures

MINUTE = 60 * 1_000_000
_PAGE = re.compile(r"/(cases|people)/(\d{1,18})(?:-(\d{1,18}))?/")
ASKED_FOR = ("search", "check", "export")


class Look(msgspec.Struct, frozen=True):
    """One look that was not refused; `at` is an instant, `day` its day in London."""

    number: int
    at: int
    day: date
    user: int
    agency: str
    role: str
    kind: str
    persons: tuple[int, ...]
    case_ids: tuple[str, ...]
    task: str
    page: str


class About(msgspec.Struct, frozen=True):
    """What is known of a person: names in small letters, the address as it is compared, the street of it."""

    given_name: str
    family_name: str
    home: str = ""
    street: str = ""
    staff_of: str = ""


class Known(msgspec.Struct, frozen=True):
    """`staff` are the names of those who looked, by their number; `rare` the family names that few have; `persons` those looked at, and
    those who may be the staff themselves (staff of their agency who are called the same)."""

    staff: Mapping[int, tuple[str, str]]
    persons: Mapping[int, About]
    rare: Set[str]


class Found(msgspec.Struct, frozen=True):
    """Looks of one person, by one sign, on one day."""

    sign: str
    user: int
    agency: str
    role: str
    day: date
    looks: tuple[int, ...]
    persons: tuple[int, ...]
    case_ids: tuple[str, ...]
    first: int
    last: int

    @property
    def key(self) -> str:
        return f"{self.sign} {self.user} {self.agency} {self.day.isoformat()}"


def unusual(looks: Iterable[Look], known: Known, measures: Measures) -> list[Found]:
    """The most serious first, then the latest."""
    signs: dict[tuple[str, int, str, date], dict[int, tuple[Look, frozenset[int]]]] = defaultdict(dict)
    by_user: dict[tuple[int, str], list[Look]] = defaultdict(list)
    for look in looks:
        by_user[look.user, look.agency].append(look)
        homes = _own(look.user, look.agency, known)
        for person in subjects(look):
            for sign in _of_person(look, known.persons.get(person), homes, known):
                _add(signs, sign, look, person)
    for seen in by_user.values():
        seen.sort(key=lambda look: (look.at, look.number))
        for look in _many(seen, measures):
            _add(signs, "many_fast", look)
        for look in _without_task(seen, measures):
            _add(signs, "no_task", look)
    found = [_found(sign, day, each) for (sign, _, _, day), each in signs.items()]
    return sorted(found, key=lambda each: (-measures.unusual[each.sign].severity, -each.last, each.key))


def subjects(look: Look) -> frozenset[int]:
    """Whom somebody chose to look at."""
    if look.kind in ASKED_FOR:
        return frozenset(look.persons)
    opened = _PAGE.match(look.page)
    if opened is None:
        return frozenset()
    return frozenset(int(number) for number in opened.groups()[1:] if number)


def opened(look: Look) -> str:
    """The case or the person that a page is of, or nothing."""
    found = _PAGE.match(look.page)
    return found[0] if found is not None else ""


def _of_person(look: Look, person: About | None, own: list[About], known: Known) -> list[str]:
    if person is None:
        return []
    given, family = known.staff.get(look.user, ("", ""))
    signs = []
    same_family = bool(family) and person.family_name == family
    if same_family and person.given_name == given and person.staff_of == look.agency:
        return ["own_record"]
    if same_family and family in known.rare:
        signs.append("own_family")
    if any(person.home and person.home == each.home for each in own):
        signs.append("own_address")
    elif any(person.street and person.street == each.street for each in own):
        signs.append("neighbour")
    if person.staff_of and person.staff_of == look.agency:
        signs.append("colleague")
    return signs


def _own(user: int, agency: str, known: Known) -> list[About]:
    """The records that may be of whoever looks: staff of their agency who are called the same."""
    given, family = known.staff.get(user, ("", ""))
    return [
        each
        for each in known.persons.values()
        if family and each.staff_of == agency and (each.given_name, each.family_name) == (given, family)
    ]


def _many(seen: list[Look], measures: Measures) -> list[Look]:
    """Those of every stretch of so many minutes in which more were opened than that."""
    pages = [look for look in seen if opened(look)]
    span = measures.numbers.many_minutes.value * MINUTE
    inside: Counter[str] = Counter()
    flagged: set[int] = set()
    start = told = 0  # what is before `told` has been flagged, or cannot be any more
    for end, look in enumerate(pages):
        inside[opened(look)] += 1
        while look.at - pages[start].at > span:
            gone = opened(pages[start])
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            start += 1
        if len(inside) >= measures.numbers.many_people.value:
            flagged.update(range(max(start, told), end + 1))
            told = end + 1
    return [pages[place] for place in sorted(flagged)]


def _without_task(seen: list[Look], measures: Measures) -> list[Look]:
    """What was opened for a reason alone, or for none, where it was so many in a day."""
    by_day: dict[date, list[Look]] = defaultdict(list)
    for look in seen:
        if opened(look) and (not look.task or look.task.startswith("opening ")):
            by_day[look.day].append(look)
    least = measures.numbers.no_task_many.value
    return [look for looks in by_day.values() if len({opened(each) for each in looks}) >= least for look in looks]


def _add(
    signs: dict[tuple[str, int, str, date], dict[int, tuple[Look, frozenset[int]]]], sign: str, look: Look, person: int | None = None
) -> None:
    held = signs[sign, look.user, look.agency, look.day]
    before = held[look.number][1] if look.number in held else frozenset()
    held[look.number] = (look, before | (subjects(look) if person is None else {person}))


def _found(sign: str, day: date, held: dict[int, tuple[Look, frozenset[int]]]) -> Found:
    looks = [look for look, _ in held.values()]
    persons = {person for _, of in held.values() for person in of}
    cases = {case for look in looks for case in look.case_ids if look.kind == "page" and persons & {int(n) for n in case.split("-")}}
    return Found(
        sign, looks[0].user, looks[0].agency, looks[-1].role, day, tuple(sorted(held)), tuple(sorted(persons)), tuple(sorted(cases)),
        min(look.at for look in looks), max(look.at for look in looks),
    )  # fmt: skip
