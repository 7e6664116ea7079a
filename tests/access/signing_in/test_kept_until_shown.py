"""What signing in and its administration keep for whoever typed it, at a desk that others use too."""

import re
import time
from datetime import timedelta

import time_machine
from django.utils import timezone

from access.signing_in.test_second_factor import by_password, out, signed_in, with_app
from harness.authenticator import code, secret_on
from safehold.access.signing_in.models import Recovery

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
WHY = "Lost her phone; came to my desk"


def test_what_was_sent_too_long_after_a_code_is_kept_until_one_is_shown_and_then_done(staff, client, member_of, in_earnest):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(client, staff, member_of("administrator"))
        clock.shift(timedelta(minutes=11))
        asked = client.post(f"/administration/staff/{member_of('investigator').pk}/anew", {"why": WHY}, secure=True)
        again = asked["Location"]
        assert again.startswith("/signing-in/again?next=%2Fkept%2F")
        assert not Recovery.objects.exists()
        kept = re.search(r"%2Fkept%2F([\w-]+)", again)[1]
        on = client.post("/signing-in/again", {"code": code(secret, time.time()), "next": f"/kept/{kept}/"}, secure=True)
        page = client.get(on["Location"], secure=True)
        assert "You have shown again that it is you" in page.text
        assert WHY in page.text
        form = page.text.rpartition('<form method="post" action="')[2].partition("</form>")[0]
        client.post(form.partition('"')[0], dict(FIELD.findall(form)), secure=True)
        assert Recovery.objects.get().why == WHY


def test_a_password_is_never_kept(staff, client, member_of, in_earnest):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with_app(client, staff, member_of("administrator"))
        clock.shift(timedelta(minutes=11))
        sent = client.post("/signing-in/password", {"current": staff, "password": "x", "again": "x"}, secure=True)
        assert "kept" not in sent["Location"]
        assert "kept" not in dict(client.session.items())


def test_whoever_signs_in_where_another_began_to_set_up_an_app_sets_up_their_own(staff, client, member_of, in_earnest):
    by_password(client, staff, member_of("investigator").staff_id)
    first = secret_on(client.get("/sign-in/set-up", secure=True))
    by_password(client, staff, member_of("idva").staff_id)
    page = client.get("/sign-in/set-up", secure=True)
    assert "SAFEHOLD_FACTOR_KEYS" not in page.text
    assert secret_on(page) != first


def test_an_app_on_the_phone_that_shows_the_page_is_opened_by_a_link(staff, client, member_of, in_earnest):
    by_password(client, staff, member_of("investigator").staff_id)
    page = client.get("/sign-in/set-up", secure=True)
    assert re.search(r'href="otpauth://totp/[^"]+secret=(\w+)', page.text)[1] == secret_on(page)
    client.post("/sign-in/set-up", {"code": code(secret_on(page), time.time())}, secure=True)
    assert signed_in(client)
    out(client)
