"""Methods: what changes something is POST alone, and what no page knows is refused."""

from django.test import Client

from harness.recorded import PAIR, released
from harness.signed_in import sign_in
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from security.everybody import filled, routes

API = "/api"


def test_methods_that_no_page_knows_are_refused_and_trace_tells_nothing_back(staff):
    somebody = sign_in(Client(raise_request_exception=False), "investigator")
    for name, route in routes():
        if route.startswith(API):
            continue
        for method in ("DELETE", "TRACE"):
            answer = somebody.generic(method, filled(route), b"secret", headers={"x-marker": "told-back"})
            assert answer.status_code in (302, 403, 404, 405), (name, method)
            assert "told-back" not in answer.text, (name, method)


def test_a_method_in_a_header_or_a_field_is_not_taken_for_the_method(staff):
    released(*PAIR)
    somebody = sign_in(Client(), "investigator")
    held = StoredEvent.objects.count()
    for answer in (
        somebody.get("/calls/act", {"_method": "POST"}, headers={"x-http-method-override": "POST"}),
        somebody.get("/sign-out", headers={"x-http-method": "POST"}),
        somebody.head("/calls/act"),
    ):
        assert answer.status_code == 405
    assert StoredEvent.objects.count() == held
    assert somebody.get("/work/").status_code == 200  # still signed in


def test_an_address_that_was_asked_by_head_is_logged_or_refused_as_by_get(staff):
    released(*PAIR)
    somebody = sign_in(Client(raise_request_exception=False), "investigator")
    before = Look.objects.count()
    assert somebody.head("/work/").status_code in (200, 405)
    assert Look.objects.count() >= before
