"""Where a page leads on to is of this site, whatever the address or a form says."""

import pytest

from safehold.web.within import within

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "/\t/evil.example",
    "https://testserver@evil.example/",
    "http://testserver.evil.example/",
    "sign-out",
    "evil",
    "/" + "x" * 3000,
    "/\x00/evil.example",
)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nothing_but_a_path_of_this_site_is_led_to(rf, wanted):
    assert within(rf.get("/"), wanted) == ""


def test_a_path_with_its_question_is(rf):
    assert within(rf.get("/"), "/cases/1-2/?page=2#here") == "/cases/1-2/?page=2#here"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_to_the_front_page_instead(staff, client, wanted):
    answer = client.post("/sign-in/as", {"staff_id": "npol-i-104", "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/")
