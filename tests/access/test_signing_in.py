from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.utils import timezone

import safehold.config.settings
from safehold.access import demonstration
from safehold.access.models import Agency, Posting, SignInFailure, User
from safehold.access.postings import KEY


def sign_in(client, staff_id="npol-i-104", password="a long enough password", **more):
    return client.post("/sign-in", {"staff_id": staff_id, "password": password, **more})


def test_a_member_of_staff_signs_in_and_is_in_their_posting(staff, client):
    assert sign_in(client).status_code == 302
    assert client.session[KEY] == Posting.objects.get(user__staff_id="npol-i-104").pk


def test_passwords_are_kept_by_argon2(staff, settings):
    assert User.objects.get(staff_id="npol-i-104").password.startswith("argon2$argon2id$")
    settings.PASSWORD_HASHERS = safehold.config.settings.PASSWORD_HASHERS  # tests' own are quick to guess
    # As long as a guess takes by Django's own choice: 100 MB, twice.
    assert make_password(staff).startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


@pytest.mark.parametrize(
    ("staff_id", "password"), [("npol-i-104", "wrong"), ("npol-i-999", "wrong"), ("' OR 1=1 --", "x"), ("npol-i-104\x00", "x")]
)
def test_a_wrong_number_and_a_wrong_password_are_told_the_same(staff, client, staff_id, password):
    page = sign_in(client, staff_id, password)
    assert page.status_code == 422
    if "\x00" not in staff_id:
        assert "The staff number or the password is not right." in page.text
    assert "_auth_user_id" not in client.session


def test_after_five_failures_the_right_password_waits_fifteen_minutes(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            sign_in(client, password="wrong")
        assert "Too many attempts" in sign_in(client).text
        clock.shift(timedelta(minutes=16))
        assert sign_in(client).status_code == 302


def test_failures_from_one_place_leave_the_same_number_free_elsewhere_until_there_are_many(staff, client):
    for _ in range(5):
        sign_in(client, password="wrong")
    assert client.post("/sign-in", {"staff_id": "npol-i-104", "password": staff}, REMOTE_ADDR="192.0.2.1").status_code == 302
    client.post("/sign-out")
    SignInFailure.objects.bulk_create(SignInFailure(staff_id="npol-ds-104", where_from=f"192.0.2.{n}") for n in range(20))
    assert "Too many attempts" in sign_in(client, "npol-ds-104").text


@pytest.mark.parametrize("onward", ["https://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com"])
def test_signing_in_never_leads_to_another_site(staff, client, onward):
    assert sign_in(client, next=onward)["Location"] == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for(staff, client):
    assert client.get("/styleguide")["Location"] == "/sign-in?next=/styleguide"
    assert sign_in(client, next="/styleguide")["Location"] == "/styleguide"


def test_someone_without_a_posting_today_is_told_so(staff, client):
    Posting.objects.filter(user__staff_id="npol-i-104").update(last_day=timezone.localdate() - timedelta(days=1))
    assert "You have no posting today" in sign_in(client).text


def test_someone_with_two_postings_chooses_and_can_change(staff, client):
    user = User.objects.get(staff_id="npol-i-104")
    other = Posting.objects.create(
        user=user, agency=Agency.objects.get(slug="southmere-police"), role="custody_officer", first_day=date(2020, 1, 1)
    )
    sign_in(client)
    assert client.get("/styleguide")["Location"] == "/posting"
    assert "Custody officer" in client.get("/posting").text
    assert client.post("/posting", {"posting": other.pk})["Location"] == "/"
    shown = client.get("/styleguide").text
    assert "<span>Southmere Police</span>" in shown
    assert "<span>custody officer</span>" in shown


@pytest.mark.parametrize("wanted", ["", "x", "999999", "-1"])
def test_no_one_takes_a_posting_that_is_not_theirs(staff, client, wanted):
    sign_in(client)
    before = client.session[KEY]
    assert client.post("/posting", {"posting": wanted}).status_code == 422
    assert client.post("/posting", {"posting": Posting.objects.get(role="idva").pk}).status_code == 422
    assert client.session[KEY] == before


def test_a_posting_that_ends_ends_the_view(staff, client):
    sign_in(client)
    Posting.objects.filter(user__staff_id="npol-i-104").update(last_day=timezone.localdate() - timedelta(days=1))
    assert client.get("/styleguide")["Location"] == "/posting"


def test_a_session_left_idle_ends(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client)
        for _ in range(3):
            clock.shift(timedelta(minutes=15))
            assert client.get("/styleguide").status_code == 200
        clock.shift(timedelta(minutes=21))
        assert client.get("/styleguide")["Location"] == "/sign-in?next=/styleguide"


def test_a_board_that_only_refreshes_itself_is_left_idle(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post("/sign-in/as", {"staff_id": "npol-crs-104"})
        page = client.get("/board/")
        assert "X-Safehold-Poll" in page.text  # the page says so of itself
        asked = {"HX-Request": "true", "X-Safehold-Poll": "1"}
        for _ in range(3):
            clock.shift(timedelta(minutes=5))
            assert client.get("/board/", headers=asked).status_code == 200
        clock.shift(timedelta(minutes=6))
        assert client.get("/board/", headers=asked)["Location"].startswith("/sign-in")


def test_what_somebody_does_on_the_board_keeps_the_session(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post("/sign-in/as", {"staff_id": "npol-crs-104"})
        for _ in range(3):
            clock.shift(timedelta(minutes=15))
            assert client.get("/board/", headers={"HX-Request": "true"}).status_code == 200
            assert client.post("/board/1/dance/", headers={"X-Safehold-Poll": "1"}).status_code == 404
        clock.shift(timedelta(minutes=15))
        assert client.get("/board/").status_code == 200


def test_signing_out_ends_the_session(staff, client):
    sign_in(client)
    client.post("/sign-out")
    assert client.get("/styleguide").status_code == 302
    assert client.get("/sign-out").status_code in (302, 405)


def test_demonstration_staff_sign_in_with_one_click(staff, client):
    assert "Amara Holt" in client.get("/sign-in").text
    assert client.post("/sign-in/as", {"staff_id": "npol-ch-104"}).status_code == 302
    assert client.session[KEY]


def test_no_one_signs_in_without_a_password_outside_a_demonstration(staff, client, settings):
    settings.DEMONSTRATION = False
    assert "Amara Holt" not in client.get("/sign-in").text
    assert client.post("/sign-in/as", {"staff_id": "npol-ch-104"}).status_code == 404
    assert "_auth_user_id" not in client.session
    with pytest.raises(demonstration.NotADemonstration):
        demonstration.make()


def test_only_the_demonstrations_own_staff_have_the_one_click(staff, client):
    User.objects.create(staff_id="REAL1", display_name="Someone Else")
    assert client.post("/sign-in/as", {"staff_id": "REAL1"}).status_code == 404


def test_making_the_demonstration_twice_makes_no_one_twice(staff):
    again = demonstration.make()
    assert again != staff
    assert User.objects.count() == len(demonstration.STAFF) == Posting.objects.count()
    assert User.objects.get(staff_id="npol-ch-104").check_password(again)


def test_making_the_demonstration_again_with_its_password_signs_nobody_out(staff, client):
    sign_in(client)
    demonstration.make(staff)
    assert client.get("/styleguide").status_code == 200
