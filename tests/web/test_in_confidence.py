"""What is held in confidence is on nobody's page but theirs who may see it; that it agrees is told to them, and logged."""

import re

import psycopg
import pytest

from harness.recorded import BORIS, DMITRI, ago, event
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.identity.models import Case, Person

WOMAN = {"role": "victim", "sex": "female", "phone": "07700 900456", "email": "her.own@example.org"}
WOMAN |= {"address": "14 Hidden Mews, Northford", "postcode": "NF2 1AB"}
# Six figures alone stand in the clock of a page sooner or later.
KEPT = ("00900456", "00 900456", "her.own@", "Hidden Mews", "HIDDEN MEWS", "NF2 1AB")
ANNA = WOMAN | {"ref": "N1", "given_name": "Anna", "family_name": "Quillfeather", "confidential": ["phone", "email", "address"]}
ANN = WOMAN | {"ref": "Z1", "given_name": "Ann", "family_name": "Sallowby", "confidential": ["phone", "email", "postcode"]}
CALL = {"call": "safehold/0123456789abcdef0123456789abcdef", "opened_at": "", "turn": "1", "caller": "self"}
NAMED = CALL | {"family_name": "Quillfeather", "given_name": "Anna"}


@pytest.fixture
def pair(staff, settings) -> tuple[int, int]:
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = "a key that is long enough to be a key"
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=2), ANN, DMITRI, channel="999", domestic=True, source="southmere-records")
    one, other = Person.everything.filter(as_victim__gt=0).order_by("id").values_list("id", flat=True)
    return one, other


def pages(pair: tuple[int, int]) -> list[str]:
    cases = [address for case in Case.everything.order_by("id") for address in (f"/cases/{case.id}/", f"/cases/{case.id}/around/")]
    people = [address for person in pair for address in (f"/people/{person}/", f"/people/{person}/part/")]
    finding = ["/people/?q=Quillfeather", "/people/?q=07700+900456", "/people/?q=Hidden+Mews", "/people/?name=Quillfeather"]
    return [
        "/",
        "/work/",
        "/board/",
        "/links/",
        "/links/in-confidence/",
        "/links/sources/",
        "/links/nightly/",
        f"/links/{pair[0]}-{pair[1]}/",
    ] + (cases + people + finding)


def read(client, pair, role) -> dict[str, str]:
    """Every page as this role gets it, and the history check of a call; without what is another each time."""
    sign_in(client, role)
    found = {address: client.get(address, follow=True) for address in pages(pair)}
    found["check"] = client.post("/calls/check", NAMED)
    return {address: f"{answer.status_code} " + "\n".join(_lasting(answer.text)) for address, answer in found.items()}


def _lasting(page: str) -> list[str]:
    page = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", page)
    return [line for line in page.splitlines() if not re.search(r"data-clock|data-opened|opened_at|safehold/[0-9a-f]{32}", line)]


# One of each that sees other pages: most of the rest see the same.
WITHOUT = (
    "call_handler",
    "control_room_supervisor",
    "first_responder",
    "investigator",
    "marac_coordinator",
    "inspectorate",
    "administrator",
)


def test_whoever_may_not_see_it_gets_the_same_pages_to_the_byte_whether_it_agrees_or_not(client, pair, database):
    roles = ["call_handler", "investigator", "marac_coordinator", "idva"]
    with_it = {role: read(client, pair, role) for role in roles}
    with psycopg.connect(database.owner) as owner:
        assert owner.execute("DELETE FROM confidential.agreement").rowcount > 0
        owner.execute("DELETE FROM confidential.held")
    for role in roles:
        now = read(client, pair, role)
        assert [address for address in now if now[address] != with_it[role][address]] == [], role


def test_no_page_of_any_role_without_the_right_holds_a_confidential_value(client, pair):
    for role in WITHOUT:
        for address, page in read(client, pair, role).items():
            kept = KEPT if "?q=" not in address else ()  # what was typed comes back
            assert [value for value in kept if value in page] == [], (role, address)


def test_a_check_by_a_confidential_value_finds_nobody(client, pair):
    assert "Quillfeather" in sign_in(client, "call_handler").post("/calls/check", NAMED).text.title()
    for role in ("call_handler", "investigator"):
        sign_in(client, role)
        for asked in ({"phone": "07700 900456"}, {"address": "14 Hidden Mews", "postcode": "NF2 1AB"}):
            answer = client.post("/calls/check", CALL | asked)
            assert answer.status_code == (200 if role == "call_handler" else 403)
            assert "Quillfeather" not in answer.text.title()
            assert "Sallowby" not in answer.text.title()


def test_whoever_may_see_it_in_both_records_is_told_that_it_agrees_and_not_what(client, pair):
    sign_in(client, "da_specialist")
    assert 'href="/links/in-confidence/"' in client.get("/links/").text
    listed = client.get("/links/in-confidence/")
    assert "May be one person, in confidence 1" in text(listed)
    assert "Anna QUILLFEATHER" in text(listed)
    assert [value for value in KEPT if value in listed.text] == []
    assert set(pair) <= set(Look.objects.latest("id").persons)
    assert f'href="/links/{pair[0]}-{pair[1]}/"' in listed.text
    looks = Look.objects.count()
    assert "A value held in confidence agrees." in text(client.get(f"/links/{pair[0]}-{pair[1]}/"))
    assert Look.objects.count() > looks
    client.post(f"/links/{pair[0]}-{pair[1]}/", {"judgement": "not_linked", "why": "sisters"})
    assert "Nobody waits" in text(client.get("/links/in-confidence/"))


@pytest.mark.parametrize("role", ["investigator", "idva", "call_handler", "marac_coordinator"])
def test_others_are_refused_the_page_and_not_told_of_it(client, pair, role):
    sign_in(client, role)
    assert client.get("/links/in-confidence/").status_code == 403
    assert Look.objects.latest("id").refused
    assert "confidence" not in client.get("/links/").text
