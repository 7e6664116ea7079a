"""What the environment decides, in a process of its own: settings are read once."""

import os
import subprocess
import sys

import pytest

REQUEST = """
import django
django.setup()
from django.test import RequestFactory
print(RequestFactory().get("/", headers={"x-forwarded-proto": "https"}).is_secure())
"""


def secure(**variables: str) -> bool:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFEHOLD_") or name == "SAFEHOLD_HOME"}
    environment = {**kept, "SAFEHOLD_SECRET_KEY": "only-in-tests", **variables}
    said = subprocess.run([sys.executable, "-c", REQUEST], env=environment, capture_output=True, text=True, check=True).stdout.strip()
    return said == "True"


def test_a_proxy_that_ends_tls_is_believed():
    assert secure(SAFEHOLD_PROXY_TLS="1")


@pytest.mark.parametrize("variables", [{}, {"SAFEHOLD_PROXY_TLS": "0"}, {"SAFEHOLD_PROXY_TLS": ""}])
def test_what_a_visitor_says_of_tls_counts_for_nothing_where_no_proxy_is_named(variables):
    assert not secure(**variables)
