"""What is held in confidence is in no answer, log or table for whoever has no right to it, at any address of a record; and is told to the
few who have."""

import logging

import pytest

from chronology.apart.planted import CODEWORD, FOUND_BY, KEPT, NEVER, PHONE, WAY, plant
from harness.recorded import PAIR, high_risk, released
from retention.long_ago import everywhere
from safehold.identity.models import Case
from security.everybody import filled
from security.test_every_role import ADVOCATES, OTHERS, POLICE, Walker, addresses

REACHES = {WAY, NEVER}
# By agency and role: what of it their pages show in the end. What is not named, nothing shows.
SEEN = {
    (POLICE, "da_specialist"): REACHES | {CODEWORD, PHONE},
    (ADVOCATES, "idva"): REACHES | {CODEWORD, PHONE},
    (POLICE, "investigator"): REACHES,
    (POLICE, "prosecutor"): set(),
    (POLICE, "records_manager"): set(),
    (POLICE, "call_handler"): set(),
    (ADVOCATES, "administrator"): set(),
    (OTHERS, "da_specialist"): set(),
}
FINDING = ("/people/?q=07700+900457", "/people/?name=Zqxvjwaddress", "/work/", "/", "/board/", "/links/")


@pytest.fixture
def case(staff):
    plant()
    released(*PAIR)
    high_risk(*PAIR)
    high_risk(*PAIR, agency=ADVOCATES)
    return Case.everything.get()


def pages(case):
    yield from (address for _, address in addresses(case))
    yield from FINDING
    yield filled(f"/cases/{case.id}/?page=1")


@pytest.mark.parametrize(("agency", "role"), SEEN, ids=str)
def test_no_answer_and_no_log_line_holds_it_but_for_the_few_who_may(case, agency, role, caplog):
    caplog.set_level(logging.DEBUG)
    somebody, found, wrong = Walker().at(agency, role), set(), []
    for address in pages(case):
        answer = somebody.get(address, follow=True)
        told = {value for value in (*KEPT, *SEEN[POLICE, "da_specialist"]) if value in answer.text}
        found |= told
        if told and not SEEN[agency, role] and "?" not in address:  # what was typed comes back
            wrong.append((address, sorted(told)))
        if role == "investigator" and told & {CODEWORD, PHONE}:
            wrong.append((address, sorted(told)))
    assert wrong == []
    assert SEEN[agency, role] <= found
    assert [value for value in KEPT if value in caplog.text] == []


def test_no_table_holds_it(case, owner):
    Walker().at(POLICE, "da_specialist").get(f"/cases/{case.id}/", follow=True)
    assert [everywhere(owner, text) for text in FOUND_BY] == [[], [], []]
