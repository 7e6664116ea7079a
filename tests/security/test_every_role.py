"""Every role of three agencies at every address: what roles.yaml and matrix.yaml say is what the site does.

The first walk is of functions, with numbers that are nobody's: at every address two roles that may and three that may not, others at each
address, since a permission is all that tells them apart there. The second is of records: the roles of three agencies at a page of their
own case, of one they are involved in and of a foreign one; and three that see differently at each address that holds a record's number.
Where one role stands for others, it is for those to which roles.yaml gives the same.
"""

from datetime import date

import pytest
from django.test import Client

from harness.recorded import OTHER_PAIR, PAIR, high_risk, released
from safehold.access import matrix, roles
from safehold.access.models import Posting, User
from safehold.access.postings import KEY
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation
from safehold.web import duties
from security.everybody import filled, routes
from security.needs import BY_TOKEN, GET, NEEDS
from security.needs import ENDS_SESSION as ENDS

POLICE, ADVOCATES, OTHERS = "northshire-police", "northshire-idva", "southmere-police"

THREE = ("da_specialist", "records_manager", "call_handler")


class Walker:
    """One person with every role of three agencies; in which of them they are is the session's."""

    def __init__(self) -> None:
        self.user = User.objects.create(staff_id="walker", display_name="Somebody Walking")
        self.postings = {
            (agency, role): Posting.objects.create(user=self.user, agency_id=agency, role=role, first_day=date(2020, 1, 1)).pk
            for agency in (POLICE, ADVOCATES, OTHERS)
            for role in roles.standard().roles
        }
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.user)

    def at(self, agency: str, role: str) -> Client:
        session = self.client.session
        session[KEY] = self.postings[agency, role]
        session.save()
        return self.client


@pytest.fixture
def walker(staff):
    return Walker()


def test_what_every_address_needs_is_written_down():
    named = {name for name, route in routes() if not route.startswith(BY_TOKEN)}
    assert named == NEEDS.keys()


def by_turns(found: list[str], start: int, most: int) -> list[str]:
    """Some of them, others at each address: so that all are walked at many."""
    return [found[(start * most + place) % len(found)] for place in range(min(most, len(found)))]


def test_every_role_opens_what_it_may_and_is_refused_the_rest(walker):
    told, walked, wrong = roles.standard().roles, dict.fromkeys(roles.standard().roles, 0), []
    listed = [(name, route) for name, route in routes() if name not in ENDS and not route.startswith(BY_TOKEN)]
    for place, (name, route) in enumerate(listed):
        need = NEEDS[name]
        may = [role for role, given in told.items() if given.may >= set(need.needs.split())]
        may_not = [role for role in told if role not in may]
        for role in [*by_turns(may, place, 2), *by_turns(may_not, place, 3)]:
            answer = getattr(walker.at(POLICE, role), need.method)(filled(route))
            walked[role] += 1
            if answer.status_code >= 500 or answer.status_code == 405 or (answer.status_code == 403) is (role in may):
                wrong.append(f"{role} {name} {answer.status_code} {'may' if role in may else 'may not'}")
    assert "\n".join(wrong) == ""
    assert sum(walked.values()) > 250
    assert min(walked.values()) >= 3, walked


@pytest.fixture
def records(staff):
    """One case that the police recorded and shared with the advocates by an event of theirs, and one of another force."""
    released(*PAIR)
    high_risk(*PAIR)
    high_risk(*PAIR, agency=ADVOCATES)
    ours = Case.everything.get()
    released(*OTHER_PAIR, agency=OTHERS)
    theirs = Case.everything.exclude(id=ours.id).get()
    return ours, theirs


def addresses(case):
    """Every address that holds a record's number, with this case's."""
    found = {
        "case_id": case.id,
        "subject": case.id,
        "person": str(case.victim_id),
        "kind": "victim.told",
        "one": str(case.victim_id),
        "other": str(case.suspect_id),
        "judgement": "linked",
    }
    duty = Obligation.everything.filter(cases__contains=[case.id]).order_by("pk")[0]
    of_duty = {"trigger": str(duty.trigger_event), "rule": duty.rule, "token": duties.token(duty), "do": "done"}
    for name, route in routes():
        if not route.startswith(BY_TOKEN) and NEEDS[name].of in ("case", "person", "pair", "duty") and NEEDS[name].method == GET:
            yield name, filled(route, found | of_duty)


def kinds_of_role() -> dict[object, list[str]]:
    """Roles by all that opens a case to them, or says that it is kept from them."""
    found: dict[object, list[str]] = {}
    for role, given in roles.standard().roles.items():
        found.setdefault((given.cases, *(name in given.may for name in ("see_cases", "see_looks", "break_glass"))), []).append(role)
    return found


def test_a_case_opens_to_the_roles_of_the_agencies_in_it_that_see_cases_and_to_nobody_else(walker, records):
    ours, theirs = records
    involved = {ours.id: {POLICE, ADVOCATES}, theirs.id: {OTHERS}}
    kinds, wrong, cells = kinds_of_role(), [], 0
    for place, agency in enumerate((POLICE, ADVOCATES, OTHERS)):
        for stand in kinds.values():
            role = stand[place % len(stand)]  # another of those that see the same, at each agency
            for case in records:
                answer = walker.at(agency, role).get(f"/cases/{case.id}/record/")
                relation = "other" if agency not in involved[case.id] else "shared" if agency == ADVOCATES else "own"
                sees = role in matrix.standard().who("case", relation)
                cells += len(stand)
                if (answer.status_code == 200) is not sees or answer.status_code >= 500:
                    wrong.append((agency, role, case.id, answer.status_code, sees))
    assert "\n".join(map(str, wrong)) == ""
    assert cells == 2 * len(walker.postings)


@pytest.mark.parametrize("agency", [POLICE, ADVOCATES, OTHERS])
def test_records_at_every_address_by_one_role_for_all_that_see_the_same(walker, records, agency):
    ours, theirs = records
    own = ours if agency != OTHERS else theirs
    names = ("Quillfeather", "QUILLFEATHER", "Winterbourne", "WINTERBOURNE")
    foreign_names = names[2:] if own == ours else names[:2]
    wrong, cells = [], 0
    for role in THREE:
        somebody, given = walker.at(agency, role), roles.standard().roles[role]
        for case in records:
            for name, address in addresses(case):
                answer = somebody.get(address, follow=False)
                may = given.may >= set(NEEDS[name].needs.split())
                cells += 1
                foreign = case != own
                refused = answer.status_code in (302, 403, 404)
                if answer.status_code >= 500 or (foreign or not may) and not refused:
                    wrong.append((role, name, answer.status_code, "foreign" if foreign else "own", may))
                if foreign and any(each in answer.text for each in foreign_names):
                    wrong.append((role, name, "names somebody foreign"))
    assert "\n".join(map(str, wrong)) == ""
    assert cells >= len(THREE) * 2 * 10
