"""What of a line would tell whoever finds it: by its words and its form, and by what is on record of the people of the case, however it is
spelt. Only by what whoever makes the copy may read: a guard would else confirm what they typed."""

from collections.abc import Iterable, Sequence

from safehold.access.staff import staff_names
from safehold.documents.scanning import Secret, found
from safehold.identity.around import household
from safehold.identity.models import Person
from safehold.practice.safeguarding.contact import reading
from safehold.practice.safeguarding.planning import copying
from safehold.practice.safeguarding.planning.plan import Plan
from safehold.web.case.entering import Inside

AS = {"name": "name", "address": "address", "phone": "number", "email": "mail", "school": "school"}


def telling(inside: Inside, plan: Plan, lines: Sequence[str], *, agencies_named: bool) -> list[tuple[int, str]]:
    names, staff = _names(inside), [] if agencies_named else _staff(inside, plan)
    said = copying.telling(
        lines,
        names=[*names, *staff],
        agencies=inside.agencies.values(),
        agencies_named=agencies_named,
        codeword=reading.means(inside.viewer, inside.case, inside.entries).codeword,
    )
    secrets = [*_secrets(inside), *(Secret("name", "", name) for name in names)]
    known = [(place, AS[each.what]) for place, line in enumerate(lines, 1) for each in found(line, secrets)]
    return sorted(dict.fromkeys([*said, *known]), key=lambda each: each[0])


def _names(inside: Inside) -> list[str]:
    """What he, and others of the household, are called. Her own name is hers to write."""
    people = [inside.people.get(inside.case.suspect_id or 0), *(person for _role, person in household(inside.case))]
    hers = set(_called([inside.people.get(inside.case.victim_id)]))
    return [name for name in _called(people) if name not in hers]


def _called(people: Iterable[Person | None]) -> list[str]:
    return [name for person in people if person is not None for name in (person.given_name, person.family_name) if name]


def _staff(inside: Inside, plan: Plan) -> list[str]:
    """Who works with her: he may know whose name that is."""
    whole = {inside.viewer.name, *staff_names({each.owner for each in plan.actions if each.owner}).values()}
    return [part for name in whole for part in (name, name.split()[-1] if name.split() else "") if part]


def _secrets(inside: Inside) -> list[Secret]:
    """Where anybody lives, is rung or goes to school, and where something happened."""
    wanted: dict[Secret, None] = {}
    for entry in inside.entries:
        data = entry.event.data
        for each in entry.event.people:
            wanted |= dict.fromkeys(_of_place(each.address, each.postcode))
            wanted |= {Secret(what, "", text): None for what, text in (("phone", each.phone), ("email", each.email)) if text}
        wanted |= dict.fromkeys(_of_place(str(data.get("address_given", "")), str(data.get("postcode_given", ""))))
        if data.get("school"):
            wanted[Secret("school", "", str(data["school"]))] = None
    return list(wanted)


def _of_place(address: str, postcode: str) -> list[Secret]:
    return [Secret("address", "", address, postcode=postcode)] if address or postcode else []
