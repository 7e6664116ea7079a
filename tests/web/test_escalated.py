"""What nobody answered comes to the next role, and says so wherever it is shown."""

from datetime import date
from importlib import resources

import pytest
from django.urls import reverse

from harness.recorded import PAIR, ago, event
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.models import Posting, User
from safehold.access.postings import KEY
from safehold.rulebook.current import CURRENT
from safehold.rulebook.models import Obligation
from safehold.web import duties

RULE = "bail-breach-decided"
TITLE = "A reported breach of bail is decided on"


@pytest.fixture
def as_(client, staff):
    """By role; those whom the demonstration lacks are in Northshire too."""

    def signed_in(role: str):
        if role not in ("duty_inspector", "superintendent"):
            return sign_in(client, role)
        sign_in(client, "da_specialist")
        session = client.session
        session[KEY] = postings[role]
        session.save()
        return client

    user = User.objects.get(staff_id=staff_number("da_specialist"))
    postings = {
        role: Posting.objects.create(user=user, agency_id="northshire-police", role=role, first_day=date(2020, 1, 1)).pk
        for role in ("duty_inspector", "superintendent")
    }
    return signed_in


def text_of(client) -> str:
    return text(client.get(reverse("my-work")))


def come(page: str) -> str:
    return page.partition("Come to you, since nobody answered")[2].partition("Overdue")[0]


def test_a_duty_that_nobody_answers_comes_to_the_next_role_after_its_span(as_):
    event("bail.breach_reported", ago(hours=24 + 23), *PAIR)
    page = text(as_("duty_inspector").get(reverse("my-work")))
    assert "Come to you" not in page
    event("bail.breach_reported", ago(hours=24 + 25), *PAIR)
    shown = as_("duty_inspector").get(reverse("my-work"))
    assert TITLE in come(text(shown))
    assert "<title>(" in shown.text
    assert "<title>(0)" not in shown.text
    for role in ("investigator", "superintendent", "shift_sergeant"):
        assert "Come to you" not in text(as_(role).get(reverse("my-work"))), role


def test_it_says_with_whom_it_is_too_stays_with_whoever_had_it_and_goes_on_up(as_):
    event("bail.breach_reported", ago(hours=24 + 50), *PAIR)
    duty = Obligation.everything.get(rule=RULE)
    page = text(as_("investigator").get(duties.address(duty)))
    assert "Nobody has answered it: with the superintendent too, since" in page
    assert TITLE in text(as_("investigator").get(reverse("my-work")))
    for role in ("duty_inspector", "superintendent"):
        assert TITLE in come(text(as_(role).get(reverse("my-work")))), role


def test_the_board_tells_its_supervisor_what_has_come_to_them(as_):
    event("bail.breach_reported", ago(hours=24 + 25), *PAIR)
    assert "Come to you too, since" in text(as_("duty_inspector").get(reverse("supervisor")))
    assert "Come to you too" not in text(as_("control_room_supervisor").get(reverse("supervisor")))


def test_what_was_answered_late_is_with_nobody_else_any_more(as_):
    breach = event("bail.breach_reported", ago(hours=24 + 25), *PAIR)
    event("bail.breach_decided", ago(minutes=5), *PAIR, about=breach, arrest=False, reason="he was at work")
    assert TITLE not in come(text(as_("duty_inspector").get(reverse("my-work"))))


@pytest.fixture
def ruled(tmp_path):
    """The site by a folder of rules, while the test lasts."""

    def by(name: str, text: str) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        CURRENT.directory = tmp_path
        CURRENT.take(())
        assert CURRENT.refused == ""

    yield by
    CURRENT.directory = None
    CURRENT.take(())


def test_a_rule_may_say_otherwise_for_itself(as_, ruled):
    written = resources.files("safehold.rulebook").joinpath("rules/bail.yaml").read_text(encoding="utf-8")
    place = written.index(f"id: {RULE}")
    own = "    escalates: [{to: superintendent, after: {hours: 1}}]\n    scope:"
    ruled("bail.yaml", written[:place] + written[place:].replace("    scope:", own, 1))
    event("bail.breach_reported", ago(hours=24 + 30), *PAIR)
    assert TITLE in come(text_of(as_("superintendent")))
    assert "Come to you" not in text_of(as_("duty_inspector"))


def test_the_page_of_a_rule_says_where_it_goes_next(as_):
    page = text(as_("investigator").get(reverse("rule", args=[RULE])))
    assert "Duty inspector, 24 hours after it is due" in page
    assert "Superintendent, 2 days after it is due" in page
