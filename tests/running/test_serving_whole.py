"""The site as it is served: who sends slowly blocks nobody, and what is under way when it is asked to stop is finished and stored."""

import http.client
import os
import re
import signal
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from urllib.parse import urlencode

import pytest

from harness.signed_in import staff_number
from safehold.commands import serving
from safehold.practice.response.models import Draft
from safehold.running.patience import Patience
from safehold.running.whole import LANES, LONGEST, Whole

HIDDEN = re.compile(r'name="(call|opened_at|turn|csrfmiddlewaretoken|sent-as)"(?: type="hidden")? value="([^"]*)"')

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'response_draft'::regclass"


@pytest.fixture
def site(database, staff):
    """One worker of it, listening on the address that is given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    variables = os.environ | {"DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    command = serving._command(*address, 1)
    with subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL, start_new_session=True) as child:
        try:
            assert serving._answers(*address, child)
            yield child, address
        finally:
            if child.poll() is None:
                child.kill()


class Browser:
    def __init__(self, address):
        self.address, self.cookies = address, {}

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Connection": "close"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-Safehold-Part": "1"} if fields else {}
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, page


def slow(address):
    client = socket.create_connection(address, 10)
    client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx")
    return client


def test_forty_who_send_slowly_block_nobody_and_what_is_under_way_at_the_end_is_stored(site, owner):
    child, address = site
    browser = Browser(address)
    with ExitStack() as slowly:
        for _ in range(40):
            slowly.enter_context(slow(address))
        assert browser.ask("GET", "/sign-in")[0] == 200
        browser.ask("POST", "/sign-in/as", {"staff_id": staff_number("call_handler"), "csrfmiddlewaretoken": browser.cookies["csrf"]})
        sheets = [dict(HIDDEN.findall(browser.ask("GET", "/calls/new?fresh=1")[1])) for _ in range(3)]
    owner.execute("LOCK TABLE response_draft IN EXCLUSIVE MODE")
    with ThreadPoolExecutor(3) as hands:
        sent = [hands.submit(browser.ask, "POST", "/calls/draft", sheet | {"words": "he has a knife"}) for sheet in sheets]
        while owner.execute(WAITING).fetchone() != (LANES["/calls/"],):  # the third is taken, too, and waits for a thread
            owner.execute("SELECT pg_sleep(0.02)")
        child.send_signal(signal.SIGTERM)
        owner.rollback()
        assert [each.result()[0] for each in sent] == [200, 200, 200]
    assert child.wait(30) == 0
    assert {draft.call for draft in Draft.objects.all()} == {sheet["call"] for sheet in sheets}


def environ(body: bytes, length: int | None = None):
    return {"CONTENT_LENGTH": str(len(body) if length is None else length), "wsgi.input": BytesIO(body)}


def test_part_of_what_was_to_be_sent_is_given_to_nobody():
    worked, told = [], []

    def works(given, start):
        worked.append(given)
        start("200 OK", [])
        return [b"done"]

    whole = Whole(works)
    assert whole(environ(b"words=he", length=20), lambda *given: told.append(given[0])) == []
    assert (worked, told) == ([], ["400 Bad Request"])
    assert whole(environ(b"words=he"), lambda *given: told.append(given[0])) == [b"done"]
    assert (worked[0]["wsgi.input"].read(), told[1]) == (b"words=he", "200 OK")


def test_no_more_is_read_of_a_body_than_anything_takes():
    read = []

    def reads(given, start):
        read.append(len(given["wsgi.input"].read()))
        start("413 Content Too Large", [])
        return []

    Whole(reads)(environ(b"x" * (LONGEST + 10)), lambda *given: None)
    assert read == [LONGEST]


def test_what_fails_while_it_works_fails_for_whoever_asked():
    def failing(given, start):
        raise LookupError("no such thing")

    with pytest.raises(LookupError):
        Whole(failing)(environ(b""), lambda *given: None)


def test_calls_files_and_questions_of_health_do_not_wait_behind_lists_that_take_long():
    over, began = threading.Event(), threading.Semaphore(0)

    def slow_but_for_calls(given, start):
        if given["PATH_INFO"] == "/work/":
            began.release()
            assert over.wait(30)
        start("200 OK", [])
        return [b"done"]

    whole = Whole(slow_but_for_calls, at_work=2)

    def ask(path):
        return whole(environ(b"") | {"PATH_INFO": path}, lambda *_given: None)

    with ThreadPoolExecutor(3) as people:
        lists = [people.submit(ask, "/work/") for _ in range(3)]
        try:
            assert all(began.acquire(timeout=30) for _ in range(2))
            assert [ask(path) for path in ("/calls/check", "/static/safehold/lists.css", "/health/ready")] == [[b"done"]] * 3
        finally:
            over.set()
        assert [each.result() for each in lists] == [[b"done"]] * 3


def test_whoever_is_past_their_time_is_cut_off_and_others_are_not():
    ours, theirs = socket.socketpair()
    patience = Patience(seconds=3600)
    patience.until(ours)
    assert patience.end() == 0
    patience.seconds = -1
    patience.until(ours)
    with ours, theirs:
        assert patience.end() == 1
        assert theirs.recv(1) == b""
    assert patience.end() == 0
