"""What follows where the people of a call may be those of an earlier domestic call: who is asked to say so, and who is told nothing."""

import pytest

from harness.recorded import ANNA, BORIS, ago, event
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.identity.models import Case, Person
from safehold.rulebook.models import Obligation
from safehold.web import duties

# The same woman as somebody heard her, with the same man, who is no partner as the caller has it.
HEARD = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
HIM = BORIS | {"relation": "none"}
MAY_BE = "These may be the people of an earlier domestic call"
SAY = "Say whether they are"


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


def calls(*, first_by: str = "northshire-police"):
    first = event("call.received", ago(days=30), ANNA, BORIS, channel="999", domestic=True, agency=first_by, source="earlier")
    later = event("call.received", ago(hours=2), HEARD, HIM, channel="101", domestic=False, category="nuisance", source="later")
    return first, later


def flag() -> Obligation | None:
    return Obligation.everything.filter(rule="domestic-flag").exclude(state="fulfilled").first()


def case() -> str:
    return f"/cases/{Case.everything.order_by('first_at').last().id}/"


def pair() -> str:
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    return f"/links/{one}-{other}/"


def test_whoever_took_the_call_is_told_that_it_waits_for_somebody_who_judges_who_is_who(as_):
    calls()
    shown = text(as_("call_handler").get("/work/"))
    assert MAY_BE in shown
    assert "has to say" in shown
    assert SAY not in shown
    assert "until it is known who they are" in shown


def test_whoever_judges_who_is_who_is_led_to_the_two(as_):
    calls()
    client = as_("da_specialist")
    for address in (case(), duties.address(flag())):
        page = client.get(address)
        assert MAY_BE in text(page), address
        assert f'href="{pair()}"' in page.text, address
    page = as_("control_room_supervisor").get("/board/")
    assert MAY_BE in text(page)


@pytest.mark.parametrize(("judgement", "state"), [("linked", "breached"), ("not_linked", None), ("unsure", "uncertain")])
def test_once_somebody_has_said_it_the_duty_is_settled(as_, judgement, state):
    calls()
    client = as_("da_specialist")
    told = text(client.get(f"{pair()}?would=1"))
    assert "A call between people with domestic history is marked domestic" in told
    client.post(pair(), {"judgement": judgement, "why": "the same voice"})
    found = flag()
    assert (found.state if found else None) == state
    assert (MAY_BE in text(client.get(case()))) == (judgement == "unsure")


def test_where_the_earlier_call_is_another_agencys_no_more_is_said_than_that_there_may_be_one(as_):
    calls(first_by="southmere-police")
    page = as_("da_specialist").get(case())
    assert MAY_BE in text(page)
    assert SAY not in text(page)
    assert "Anna" not in text(page)
    assert pair() not in page.text


def test_where_the_earlier_case_is_restricted_nothing_is_said(as_):
    first, _ = calls()
    event("record.restricted", ago(hours=1), about=first, to=["somebody-else"], reason="conflict of interest", source="earlier")
    for role, address in (("call_handler", "/work/"), ("da_specialist", case()), ("control_room_supervisor", "/board/")):
        page = as_(role).get(address)
        assert MAY_BE not in text(page), role
        assert "Anna" not in text(page), role
    assert flag() is None
