"""What whoever shares should know before it is sent. Nothing of it stops them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from safehold.access.staff import agency_names, alone_may_see
from safehold.identity.before_looking import of_staff
from safehold.identity.chronicle import Entry
from safehold.identity.models import Case, Person
from safehold.sharing.actions import Terms
from safehold.sharing.trying import Preview
from safehold.web.sharing.same_name import namesakes

WHOLE = gettext_lazy(
    "This case holds in confidence where she is, or that she is in a refuge. With the whole case they see that she moved, and those of"
    " their roles who may see what is confidential see where."
)
PART = gettext_lazy("This case holds in confidence where she is. It leaves in no part: look that no words below give it away.")
STAFF = gettext_lazy(
    "Somebody in this case works for an agency here, or is said to. Make sure that nobody who works with them can read it: restrict the"
    " case first, by name."
)
RESTRICTED = gettext_lazy("The case is restricted to named staff. %(agency)s sees nothing of it until somebody there is named.")
COLLEAGUE = gettext_lazy("One of the two is on record as staff of %(agency)s.")
NAMESAKE = gettext_lazy("Somebody who works at %(agency)s has the family name of one of the two. Ask there who will read this.")
EMPTY = gettext_lazy("%(agency)s would be shown no record: what you chose does not leave in a part.")


def warnings(
    case: Case, people: Mapping[int, Person], entries: Iterable[Entry], tried: Iterable[Preview], terms: Terms
) -> list[str]:
    agencies = agency_names()
    found = []
    if any(_in_confidence(entry) for entry in entries):
        found.append(str(WHOLE if terms.extent == "whole" else PART))
    for each in tried:
        name = agencies.get(each.agency, each.agency)
        found += [str(said) % {"agency": name} for said in _of_agency(each, name, case, people)]
    if of_staff(case.id):
        found.append(str(STAFF))
    return found


def _of_agency(each: Preview, name: str, case: Case, people: Mapping[int, Person]) -> list[Any]:
    found = []
    if not each.sees and alone_may_see(case.id):
        found.append(RESTRICTED)
    if any(person.staff_of in (each.agency, name) for person in people.values() if person.staff_of):
        found.append(COLLEAGUE)
    if namesakes(each.agency, [person.family_name for person in people.values()]):
        found.append(NAMESAKE)
    says = each.what.frame is not None and each.what.frame.data.get("words")
    if each.sees and not (each.what.shown or each.entries or says):
        found.append(EMPTY)
    return found


def _in_confidence(entry: Entry) -> bool:
    event = entry.event
    moved = event.kind in ("victim.moved", "move.planned") and (event.data.get("confidential") is True or event.data.get("to") == "refuge")
    return moved or event.data.get("marker") == "confidential_address" or any(person.confidential for person in event.people)
