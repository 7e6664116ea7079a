"""What every answer carries, whoever asks and whatever becomes of it: a page, a redirect, a refusal, nothing, a fault."""

import re

import pytest
from django.test import Client
from django.urls import path

from harness.recorded import PAIR, high_risk, released
from harness.signed_in import sign_in
from safehold.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from safehold.config.urls import urlpatterns as real
from safehold.identity.models import Case
from security.everybody import filled, may_everything, routes, signed_in

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+\s*=|javascript:|<object|<embed|<iframe|<base\b", re.IGNORECASE)
MUST = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
NEVER = ("Access-Control-Allow-Origin", "Server", "X-Powered-By", "ETag", "Last-Modified")


def broken(_request):
    raise RuntimeError("SELECT secret FROM identity_mention WHERE family_name = 'Quillfeather'")


urlpatterns = [*real, path("broken", broken)]


def wrong(answer) -> list[str]:
    """What an answer lacks, or has and should not."""
    found = [name for name, value in MUST.items() if answer.get(name) != value]
    found += [name for name in NEVER if name in answer]
    policy = dict(part.strip().split(" ", 1) for part in answer.get("Content-Security-Policy", "x x").split(";"))
    none = ("default-src", "object-src", "base-uri", "frame-ancestors")
    found += [name for name in none if policy.get(name) != "'none'"]
    found += [name for name, value in policy.items() if value not in ("'self'", "'none'")]
    if answer.content and not re.search(r"charset=|json|svg", answer["Content-Type"]):
        found.append("Content-Type")
    if answer["Content-Type"].startswith("text/html") and INLINE.search(answer.text):
        found.append("inline")
    return found


@pytest.fixture
def case(staff, monkeypatch):
    may_everything(monkeypatch)
    released(*PAIR)
    high_risk(*PAIR)
    return Case.everything.get()


def test_every_address_answers_with_the_policy_the_headers_and_nothing_inline(case):
    given = {"case_id": case.id, "subject": case.id, "person": str(case.victim_id), "kind": "victim.told", "do": "done"}
    faults, pages = {}, 0
    for somebody in (signed_in(), Client(raise_request_exception=False)):
        for name, route in routes():
            if name == "sign-out" or route.startswith("/api"):
                continue
            if name in ("sign-in-as", "posting"):
                continue
            asked = (somebody.get, somebody.post) if "_auth_user_id" in somebody.session else (somebody.get,)
            for answer in (ask(filled(route, given)) for ask in asked):
                pages += answer.status_code in (200, 422)
                if found := wrong(answer):
                    faults[name] = found
    assert faults == {}
    assert pages > 40


@pytest.mark.parametrize(("address", "status"), [("/nothing", 404), ("/people/1/looks/", 403), ("/broken", 500), ("/cases/9-9/", 404)])
def test_an_error_says_nothing_of_what_went_wrong(staff, settings, address, status):
    settings.ROOT_URLCONF = __name__
    answer = sign_in(Client(raise_request_exception=False), "investigator").get(address)
    assert answer.status_code == status
    assert not re.search(r"SELECT|Quillfeather|Traceback|RuntimeError|django|/src/|psycopg|line \d", answer.text)
    assert wrong(answer) == []


def test_a_forged_form_and_another_host_are_answered_in_the_same_way(staff):
    forged = Client(enforce_csrf_checks=True).post("/sign-in", {"staff_id": "npol-i-104"})
    elsewhere = Client().get("/sign-in", headers={"host": "safehold.evil.example"})
    for answer, status in ((forged, 403), (elsewhere, 400)):
        assert answer.status_code == status
        assert wrong(answer) == []
        assert "evil.example" not in answer.text
