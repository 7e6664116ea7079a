"""Cookies as the site is deployed: in a process of its own, since a demonstration on this machine has no TLS."""

import json
import os
import secrets
import subprocess
import sys

import pytest
from django.test import Client

ASKED = """
import json, django
django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
class Store(dict):
    accessed = modified = True
    session_key = "k"
    def is_empty(self): return False
    def get_expire_at_browser_close(self): return True
    def save(self): pass
def view(request):
    request.session = Store()
    get_token(request)
    return HttpResponse()
session = SessionMiddleware(view)
ask = RequestFactory().get("/sign-in", secure=True)
answer = SecurityMiddleware(lambda r: session.process_response(r, CsrfViewMiddleware(view)(r)))(ask)
plain = SecurityMiddleware(view)(RequestFactory().get("/sign-in", headers={"host": "safehold.example"}))
cookies = {name: {key: value for key, value in one.items() if value} for name, one in answer.cookies.items()}
print(json.dumps({"cookies": cookies, "sts": answer["Strict-Transport-Security"], "plain": [plain.status_code, plain["Location"]]}))
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ},
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "DJANGO_SETTINGS_MODULE": "safehold.config.settings",
        "SAFEHOLD_HOME": str(tmp_path_factory.mktemp("home")),
        "SAFEHOLD_SECRET_KEY": secrets.token_hex(40),
        "SAFEHOLD_HOSTS": "safehold.example,testserver",
    }
    done = subprocess.run([sys.executable, "-c", ASKED], check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_cookies_are_bound_to_this_host_to_tls_and_to_requests_and_no_script_reads_them(deployed):
    assert set(deployed["cookies"]) == {"__Host-session", "__Host-csrf"}
    for one in deployed["cookies"].values():
        assert (one["secure"], one["httponly"], one["samesite"], one["path"]) == (True, True, "Lax", "/")
        assert "domain" not in one
    assert "max-age" not in deployed["cookies"]["__Host-session"]


def test_without_tls_every_page_leads_to_it_and_a_browser_remembers_for_a_year(deployed):
    assert deployed["plain"] == [301, "https://safehold.example/sign-in"]
    assert deployed["sts"] == "max-age=31536000; includeSubDomains; preload"


def test_the_session_is_another_after_signing_in_and_a_cookie_that_somebody_planted_is_not_taken(staff):
    client = Client()
    client.cookies["session"] = "x" * 32
    client.post("/sign-in", {"staff_id": "npol-i-104", "password": staff})
    assert client.cookies["session"].value != "x" * 32
    assert len(client.cookies["session"].value) == 32
    assert client.cookies["session"]["httponly"]
    assert client.cookies["session"]["samesite"] == "Lax"
