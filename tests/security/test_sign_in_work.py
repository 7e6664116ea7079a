"""How long a sign-in takes tells nothing: the same is done for a number that there is not as for one that there is. Counted, not timed."""

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safehold.access.models import User

WAYS = {
    "wrong password": ("npol-i-104", "wrong"),
    "no such number": ("nobody-1", "wrong"),
    "has left": ("left-1", "wrong"),
    "odd": ("' OR 1=1 --", "wrong"),
}


@pytest.fixture
def hashed(monkeypatch):
    """What was hashed, by the one function that takes long."""
    done = []
    of = hashers.get_hasher("default").__class__
    real = of.encode

    def counted(self, password, salt, *more, **named):
        done.append(len(password))
        return real(self, password, salt, *more, **named)

    monkeypatch.setattr(of, "encode", counted)
    compares = of.verify

    def compared(self, password, encoded):
        done.append(len(password))
        return compares(self, password, encoded)

    monkeypatch.setattr(of, "verify", compared)
    return done


def test_whatever_is_wrong_one_password_is_hashed_and_the_same_is_said(staff, client, hashed):
    User.objects.create(
        staff_id="left-1", display_name="Somebody Gone", is_active=False, password=User.objects.get(staff_id="npol-i-104").password
    )
    said, work, asked = set(), set(), []
    for staff_id, password in WAYS.values():
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/sign-in", {"staff_id": staff_id, "password": password})
        said.add((answer.status_code, "The staff number or the password is not right." in answer.text))
        work.add(len(hashed))
        asked.append(len(queries))
    assert said == {(422, True)}
    assert work == {1}
    assert max(asked) - min(asked) <= 1


def test_a_password_of_any_length_costs_no_more_than_the_longest_that_may_be(staff, client, hashed):
    client.post("/sign-in", {"staff_id": "npol-i-104", "password": "x" * 100_000})
    assert max(hashed, default=0) <= 200
