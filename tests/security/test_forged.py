"""A form that another site sends in somebody's name."""

from django.test import Client
from django.urls import resolve

from harness.signed_in import staff_number
from security.everybody import filled, may_everything, routes

# Other systems bear tokens and no cookies (tests/api).
API = "/api"


def test_nothing_is_done_at_any_address_without_the_sites_own_token(staff, monkeypatch):
    may_everything(monkeypatch)
    somebody = Client(raise_request_exception=False)
    somebody.post("/sign-in/as", {"staff_id": staff_number("da_specialist")})
    somebody.handler.enforce_csrf_checks = True
    tried = 0
    for name, route in routes():
        if route.startswith(API):
            continue
        answer = somebody.post(filled(route), {"csrfmiddlewaretoken": "x" * 64}, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 403, name
        assert "This form is out of date" in answer.text, name
        tried += 1
    assert tried > 60


def test_no_page_is_let_off(staff):
    for name, route in routes():
        if not route.startswith(API):
            assert not getattr(resolve(filled(route)).func, "csrf_exempt", False), name
