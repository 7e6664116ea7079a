"""Whatever stands in an address, a query or a form, the answer is one of ours: never a fault."""

import pytest

from harness.recorded import PAIR, high_risk, released
from security.everybody import PARAMETER, filled, may_everything, routes, signed_in

GIANT = str(2**63)
ODD = {
    "int": ("0", GIANT, "9" * 5000),
    "str": ("a%00b", "%F0%9F%98%80", f"1-{GIANT}", "%0d%0aX:%20y", "x" * 5000, "١-٣"),
    "slug": ("linked", "x" * 3000),
    "subject": ("0", GIANT, f"person:{GIANT}", f"1-{GIANT}", "9" * 5000),
    "path": ("a%00b", "x" * 3000),
}
# What ends the session that the rest is tried with, or has nothing to do with it.
ENDS = {"sign-out", "sign-in-as", "posting"}


@pytest.fixture
def somebody(staff, monkeypatch):
    may_everything(monkeypatch)
    released(*PAIR)
    high_risk(*PAIR)
    return signed_in()


def test_odd_numbers_and_names_in_an_address_lead_nowhere_and_never_to_a_fault(somebody):
    faults, tried = [], 0
    for name, route in routes():
        places = [(found[2], found[1] or "str") for found in PARAMETER.finditer(route)] if name not in ENDS else []
        for place, kind in places:
            for odd in ODD[kind]:
                for ask in (somebody.get, somebody.post):
                    answer = ask(filled(route, {place: odd}))
                    tried += 1
                    if answer.status_code >= 500:
                        faults.append((name, place, odd[:30], ask.__name__, answer.status_code))
    assert faults == []
    assert tried > 300
    assert somebody.get("/work/").status_code == 200  # signed in to the end
