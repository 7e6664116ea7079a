"""The demonstration as somebody meets it who has just set it up: a process of its own, a folder of its own, and a browser's requests."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest
from click.testing import CliRunner

from harness.hanging_up import heard
from harness.homes import home_of_its_own
from safehold.access import demonstration
from safehold.commands import made
from safehold.commands.demo import demo
from safehold.commands.made import Made
from safehold.commands.starting import NotReady
from safehold.database import postmaster
from safehold.database.embedded import address
from safehold.database.place import find
from safehold.synthetic.story import staff_id

CASES = Path(__file__).resolve().parents[1] / "cases"
PROGRAM = Path(sys.executable).with_name("safehold")
LONGEST = 120  # seconds until it serves, on a machine that is busy with other tests


class Demo:
    """`safehold demo`, whose user can write to nothing but this home. It is killed if it says nothing more for too long."""

    def __init__(self, home: Path, *arguments: str) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
        self.said: list[str] = []
        with heard():
            self.process = subprocess.Popen(
                [PROGRAM, "demo", "--no-browser", *arguments],
                env={**ours, "SAFEHOLD_HOME": str(home), "HOME": "/dev/null", "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def wait(self) -> "Demo":
        """Until it serves, or ends without."""
        for line in self._lines():
            self.said.append(line)
            if "Ctrl+C" in line:
                return self
        self.process.wait(timeout=LONGEST)
        return self

    def _lines(self) -> Iterator[str]:
        assert self.process.stdout
        while True:
            late = threading.Timer(LONGEST, self.process.kill)
            late.start()
            line = self.process.stdout.readline()
            late.cancel()
            if not line:
                return
            yield line

    def stop(self, how: int) -> int:
        self.process.send_signal(how)
        self.said += self._lines()
        return self.process.wait(timeout=LONGEST)

    @property
    def text(self) -> str:
        return "".join(self.said)

    def wait_for(self, what: str) -> None:
        self.said.append(next(line for line in self._lines() if what in line))

    @property
    def password(self) -> str:
        return re.search(r"the password (\S+)", self.text).group(1)

    @property
    def address(self) -> str:
        return re.search(r"Safehold is at (\S+)", self.text).group(1)


class Visitor:
    """A browser as far as a demonstration needs one: cookies, forms and redirects."""

    def __init__(self, site: str) -> None:
        self._site = site.rstrip("/")
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def get(self, path: str) -> tuple[int, str, str]:
        return self._answer(self._site + path)

    def sign_in_as(self, staff: str) -> tuple[int, str, str]:
        _, _, page = self.get("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "staff_id": staff}).encode()
        return self._answer(urllib.request.Request(f"{self._site}/sign-in/as", form))

    def _answer(self, request: str | urllib.request.Request) -> tuple[int, str, str]:
        with self._open(request, timeout=30) as answer:
            return answer.status, urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def home() -> Iterator[Path]:
    """Whatever a demonstration meets, its database is stopped at last."""
    with home_of_its_own() as folder:
        yield folder
        assert postmaster.running(find(folder).data) is None


@pytest.fixture
def start(home) -> Iterator[Callable[..., Demo]]:
    """Starts `safehold demo` there; what a failed test leaves running is ended."""
    started: list[Demo] = []

    def begin(*arguments: str) -> Demo:
        started.append(Demo(home, *arguments))
        return started[-1]

    yield begin
    for each in started:
        with each.process:
            if each.process.poll() is None:
                each.process.terminate()


def seconds_since_the_last_record(home: Path) -> float:
    with psycopg.connect(address(home).owner) as connection:
        return connection.execute("SELECT extract(epoch FROM now()) - max(recorded) / 1e6 FROM chronology_event").fetchone()[0]


def age(home: Path, *, days: int) -> None:
    how = made.read(home)
    made.write(home, msgspec.structs.replace(how, until=how.until - days * made.DAY))


def test_a_demonstration_is_made_and_served_and_goes_on_where_it_was(home, start):
    port = str(a_free_port())
    first = start("--people", "1500", "--port", port).wait()
    assert first.address == f"http://127.0.0.1:{port}/"
    assert seconds_since_the_last_record(home) < 10 * 60

    for person in demonstration.STAFF:
        assert person.staff_id in first.text
        visitor = Visitor(first.address)
        status, path, page = visitor.sign_in_as(person.staff_id)
        assert (status, person.name in page, path in ("/sign-in", "/posting")) == (200, True, False), person

    dispatcher, officer = Visitor(first.address), Visitor(first.address)
    dispatcher.sign_in_as("npol-d-104")
    assert "Dev Sandhu" in dispatcher.get("/units/")[2], "a shift is on duty"
    officer.sign_in_as("npol-fr-104")
    assert "Not read: sent" in officer.get("/unit/")[2], "and one of its units has a briefing to read"

    second = start("--port", str(a_free_port())).wait()
    assert (second.process.returncode, second.text) == (1, f"safehold: The demonstration is being served already, at {first.address}\n")

    assert first.stop(signal.SIGINT) == 0
    assert first.text.endswith("Stopped. The area stays as it is for the next time.\n")
    assert postmaster.running(find(home).data) is None

    again = start("--people", "900", "--port", port).wait()
    assert "made up" not in again.text.split("Safehold is at")[0]
    assert "The area is there already, with 1,500 people. For 900 add --fresh, which makes it anew." in again.text
    assert again.password == first.password
    assert visitor.get("/")[1] not in ("/sign-in", "/posting")
    assert again.stop(signal.SIGTERM) == 0

    age(home, days=2)
    old = start("--port", port).wait()
    assert "The area ends 2 days ago: what was due since is overdue. To make it anew: make demo FRESH=1, or --fresh." in old.text
    assert old.stop(signal.SIGHUP) == 0


def test_a_demonstration_that_was_cut_off_is_finished_the_same_and_made_anew_on_demand(home, start):
    port = str(a_free_port())
    cut = start("--people", "1500", "--port", port)
    cut.wait_for("events made up")
    assert cut.stop(signal.SIGINT) == 1
    how = made.read(home)
    assert not how.filled

    finished = start("--port", port).wait()
    assert "refused" not in finished.text
    assert made.read(home) == msgspec.structs.replace(how, filled=True, password=finished.password)
    assert finished.stop(signal.SIGINT) == 0

    age(home, days=1)
    anew = start("--people", "1000", "--fresh", "--port", port).wait()
    assert "The area" not in anew.text.split("Safehold is at")[0]
    assert made.read(home).people == 1000
    assert seconds_since_the_last_record(home) < 10 * 60
    assert anew.stop(signal.SIGINT) == 0


def test_records_that_no_demonstration_made_are_left_alone(home, start):
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
    taking = [PROGRAM, "import", str(CASES / "refuge-escort-2008.jsonl")]
    subprocess.run(taking, env={**ours, "SAFEHOLD_HOME": str(home)}, check=True, capture_output=True)
    for wish in ((), ("--fresh",)):
        refused = start("--port", str(a_free_port()), *wish).wait()
        assert refused.process.returncode == 1
        assert "holds records that no demonstration made. Set SAFEHOLD_HOME to another folder." in refused.text


def test_a_port_in_use_is_said_in_a_line_before_anything_is_made(home, start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = start("--port", str(port)).wait()
    said = f"safehold: The site cannot listen on 127.0.0.1, port {port}: address already in use. Choose another with --port.\n"
    assert (refused.process.returncode, refused.text) == (1, said)
    assert not made.exists(home)


def test_a_database_of_somebody_elses_is_never_filled_with_made_up_people(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://safehold_app:x@db.example.org/safehold")
    refused = CliRunner().invoke(demo, [])
    assert "Unset DATABASE_URL, which may name a real one." in str(refused.exception)


def test_the_staff_have_the_numbers_of_the_made_up_agencies_staff():
    for person in demonstration.STAFF:
        assert person.staff_id in {staff_id(person.agency, person.role, number) for number in range(12)}


def test_a_damaged_note_is_named_with_what_to_do(tmp_path):
    (tmp_path / "demonstration.json").write_text("{")
    with pytest.raises(NotReady, match=r"demonstration\.json is damaged. Start afresh with `safehold demo --fresh`\."):
        made.read(tmp_path)


def test_a_demonstration_made_anew_forgets_the_heads_of_its_old_chains(tmp_path):
    made.write(tmp_path, Made(1, 1, 1, 0))
    (tmp_path / "heads.jsonl").write_text("{}")
    made.forget(tmp_path)
    assert list(tmp_path.iterdir()) == []
