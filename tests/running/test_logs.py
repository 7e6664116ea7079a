"""What stands in the log: which page, how it went and where a fault lies; and nobody's name, whatever an error says."""

import io
import json
import logging
import subprocess
import sys
import threading

import pytest
import structlog
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from harness.recorded import PAIR, released
from harness.signed_in import sign_in
from safehold.identity.models import Case

NAME, PHONE = "Quillfeather-Planted", "01632 960123"


def breaks(request, name=""):
    local = {"her": NAME, "phone": PHONE}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE planted (name text CONSTRAINT one_name UNIQUE)")
        cursor.execute("INSERT INTO planted VALUES (%s)", [NAME])
        try:
            cursor.execute("INSERT INTO planted VALUES (%s)", [NAME])
        except Exception as error:
            raise ValueError(f"{local['her']} of {name} at {local['phone']}") from error
    return HttpResponse("never")


urlpatterns = [path("breaks/<str:name>/", breaks, name="breaks"), path("", include("safehold.config.urls"))]
handler500 = "safehold.web.errors.fault"


@pytest.fixture
def log():
    """The lines that are logged while a test runs, parsed."""
    handler = logging.getLogger("safehold").handlers[0]
    written = io.StringIO()
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)


def named(lines) -> list[str]:
    said = json.dumps(lines).lower()
    return [each for each in (NAME, "planted@", "quillfeather", "tanglewood", PHONE, "960123", "anna", "boris") if each.lower() in said]


@pytest.fixture
def _with_a_page_that_breaks(settings, client):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False


@pytest.mark.usefixtures("_with_a_page_that_breaks", "staff")
def test_a_fault_is_logged_by_kind_and_place_without_a_word_that_anybody_typed(client, log):
    sign_in(client, "investigator")
    page = client.post(f"/breaks/{NAME}/?q={NAME}", {"name": NAME, "phone": PHONE}, HTTP_USER_AGENT=NAME)
    assert page.status_code == 500
    fault = next(line for line in log() if "fault" in line)
    assert fault["fault"]["kind"] == "ValueError"
    assert fault["fault"]["causes"] == ["django.db.utils.IntegrityError", "psycopg.errors.UniqueViolation"]
    assert (fault["fault"]["sqlstate"], fault["fault"]["constraint"]) == ("23505", "one_name")
    assert fault["fault"]["places"][-1].startswith("running/test_logs.py:")
    assert fault["request_id"] == page["X-Request-Id"]
    assert named(log()) == []


@pytest.mark.usefixtures("_with_a_page_that_breaks", "staff")
def test_a_request_is_one_line_with_the_page_and_how_it_went(client, log):
    sign_in(client, "investigator")
    released(*PAIR)
    case = Case.everything.get()
    client.get(f"/cases/{case.id}/?who={NAME}")
    line = log()[-1]
    assert {name: line[name] for name in ("event", "view", "method", "status", "agency", "role")} == {
        "event": "request", "view": "case", "method": "GET", "status": 200, "agency": "northshire-police", "role": "investigator",
    }  # fmt: skip
    assert line["ms"] > 0
    assert case.id not in json.dumps(log())
    assert named(log()) == []


@pytest.mark.usefixtures("database")
def test_an_address_that_leads_nowhere_is_not_repeated(client, log):
    client.get(f"/{NAME}/{PHONE}")
    assert [line["view"] for line in log() if line["event"] == "request"] == ["nowhere"]
    assert named(log()) == []


def test_of_a_librarys_message_only_the_template_is_kept(log):
    logging.getLogger("django").warning("%s was refused at %s", NAME, PHONE)
    logging.getLogger("django.security.Any").error(f"Invalid host: {NAME}")
    logging.getLogger("some.library").error("of %(her)s", {"her": NAME})
    assert [line["event"] for line in log()][::2] == ["%s was refused at %s", "of %(her)s"]
    assert named(log()) == []


def test_a_field_that_no_line_may_hold_is_left_out(log):
    structlog.get_logger("safehold.any").info("job", job="announce", name=NAME, detail={"phone": PHONE})
    assert log()[0].keys() == {"at", "level", "logger", "event", "job"}


def test_what_nobody_catches_is_logged_the_same_way_in_any_thread(log, monkeypatch):
    from safehold.running import faults

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    faults.catch_all()

    def fails():
        raise LookupError(NAME)

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    assert [line["fault"]["kind"] for line in log()] == ["LookupError"]
    assert named(log()) == []


def test_a_fault_of_a_command_is_told_in_a_line_without_what_it_said(monkeypatch, capsys):
    from safehold import cli

    def fails(**_):
        raise LookupError(NAME)

    monkeypatch.setattr(cli, "safehold", fails)
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    said = capsys.readouterr().err
    assert said.startswith("safehold: a fault of the program (LookupError at running/test_logs.py:")
    assert NAME not in said


def test_the_site_that_gunicorn_serves_logs_so_too(tmp_path):
    """In a process of its own, by the configuration that it is started with."""
    code = (
        "from gunicorn.config import Config\nfrom gunicorn.glogging import Logger\n"
        "from safehold.config import gunicorn as ours\n"
        "config = Config(); config.set('logconfig_dict', ours.logconfig_dict); log = Logger(config)\n"
        f"try:\n    raise LookupError({NAME!r})\nexcept LookupError:\n    log.exception('Error handling request %s', '/{NAME}')\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line = json.loads(ended.stderr)
    assert (line["event"], line["fault"]["kind"]) == ("Error handling request %s", "LookupError")
    assert NAME not in ended.stderr
