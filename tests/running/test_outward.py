"""Looks and attempts to get round what stops them, as lines for elsewhere: by numbers, and only where it was said whereto."""

import io
import json
import logging
import logging.config
import socket

import pytest

from harness.recorded import PAIR, released
from harness.signed_in import sign_in
from safehold.access.looks import Look
from safehold.access.models import User
from safehold.identity.models import Case
from safehold.running import outward


@pytest.fixture
def sent():
    """What is sent out while a test runs, by a place that keeps it."""
    written = io.StringIO()
    logging.config.dictConfig(outward.logging_with("stderr"))
    handler = logging.getLogger(outward.LOOKS).handlers[0]
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(outward.logging_with(""))


def test_a_look_is_sent_once_it_is_stored_by_numbers_alone(staff, client, sent):
    released(*PAIR)
    case = Case.everything.get()
    sign_in(client, "investigator").get(f"/cases/{case.id}/")
    (line,) = [each for each in sent() if each["event"] == "look"]
    stored = Look.objects.get()
    user = User.objects.get(staff_id="npol-i-104")
    assert (line["look"], line["user"], line["cases"], line["persons"]) == (stored.pk, user.pk, [case.id], stored.persons)
    assert (line["kind"], line["refused"], line["purpose"], line["where_from"]) == ("page", False, "investigation", "127.0.0.1")
    said = json.dumps(sent()).lower()
    assert not [each for each in ("quillfeather", "anna", "femi", "npol", "/cases/") if each in said]


def test_a_refused_look_a_forged_form_an_odd_address_and_a_refused_sign_in_are_told_apart(staff, client, sent):
    client.post("/sign-in", {"staff_id": "npol-i-104", "password": "wrong"})
    sign_in(client, "call_handler").get("/retention/")
    client.get("/cases/9999999999999999999999-2/")
    client.post("/posting", {"posting": "x", "file": io.BytesIO(b"x")})
    client.handler.enforce_csrf_checks = True
    client.post("/posting", {"posting": "7"})
    told = [each["what"] for each in sent() if each["event"] == "security"]
    assert told == ["sign-in refused", "refused", "odd address", "odd request: FileRefused", "form without the site's own token"]
    assert all(set(each) <= logs_may for each in sent())


logs_may = {"at", "level", "logger", *outward.Line.fields}


def test_where_nothing_was_said_no_look_goes_out_and_attempts_are_in_the_log_without_who(staff, client):
    written = io.StringIO()
    handler = logging.getLogger("safehold").handlers[0]
    before = handler.setStream(written)
    try:
        sign_in(client, "call_handler").get("/retention/")
    finally:
        handler.setStream(before)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (refused,) = [each for each in lines if each["event"] == "security"]
    assert (refused["what"], refused["agency"], refused["role"]) == ("refused", "northshire-police", "call_handler")
    assert not {"user", "where_from"} & refused.keys()
    assert not [each for each in lines if each["event"] == "look"]


def test_syslog_is_reached_by_datagrams(staff, client):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        logging.config.dictConfig(outward.logging_with(f"syslog:127.0.0.1:{receiver.getsockname()[1]}"))
        try:
            client.post("/sign-in", {"staff_id": "npol-i-104", "password": "wrong"})
            got = receiver.recv(4096)
        finally:
            for handler in logging.getLogger(outward.SECURITY).handlers:
                handler.close()
            logging.config.dictConfig(outward.logging_with(""))
    assert json.loads(got[got.index(b"{") :].rstrip(b"\0"))["what"] == "sign-in refused"


@pytest.mark.parametrize("place", ["syslog", "syslog:", "syslog:host", "file:events.log", "syslog:host:port"])
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(outward.BadPlace, match="SAFEHOLD_EVENTS_OUT is stderr"):
        outward.logging_with(place)
