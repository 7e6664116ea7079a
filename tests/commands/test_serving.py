import socket
from pathlib import Path

import pytest

from safehold.chronology.deriving import waiting
from safehold.chronology.importing import store_files
from safehold.commands import serving
from safehold.commands.progress import counting
from safehold.commands.site import work_out_what_waits
from safehold.commands.starting import NotReady
from safehold.identity.models import Case

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"


@pytest.mark.parametrize(
    ("host", "reached"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("localhost", "localhost")]
)
def test_a_site_that_listens_everywhere_is_asked_at_this_machine(host, reached):
    assert serving._from_here(host) == reached


def test_a_port_in_use_is_refused_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(NotReady, match="address already in use. Choose another with --port."):
            serving.must_be_free("127.0.0.1", taken.getsockname()[1])


def test_an_address_that_is_not_this_machines_is_refused_by_name():
    with pytest.raises(NotReady, match="cannot listen on 192.0.2.1, port 8000"):
        serving.must_be_free("192.0.2.1", 8000)


def test_progress_is_silent_where_nobody_watches(capsys):
    with counting("Storing", 100) as tell:
        tell(50)
        tell(50)
    assert capsys.readouterr() == ("", "")


def test_progress_is_drawn_for_a_part_and_not_for_every_line(monkeypatch):
    drawn = []

    class Drawing:
        def __init__(self, *columns, **options) -> None: ...
        def __enter__(self):
            return self

        def __exit__(self, *_) -> None: ...
        def add_task(self, what, total):
            return what

        def advance(self, task, done):
            drawn.append(done)

    monkeypatch.setattr("rich.progress.Progress", Drawing)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with counting("Storing", 100_000) as tell:
        for _ in range(1000):
            tell(100)
    assert (len(drawn), sum(drawn)) == (200, 100_000)


def test_static_files_are_put_together_anew_only_when_one_has_changed(tmp_path, settings, monkeypatch):
    done = []
    monkeypatch.setattr("django.core.management.call_command", lambda *_, **__: (done.append(1), settings.STATIC_ROOT.mkdir(exist_ok=True)))
    settings.STATIC_ROOT = tmp_path / "static"
    digest = "as it was"
    monkeypatch.setattr(serving, "_static_files", lambda: digest)
    serving.collect_static()
    serving.collect_static()
    assert len(done) == 1
    digest = "changed"
    serving.collect_static()
    assert len(done) == 2
    settings.STATIC_ROOT.rmdir()
    serving.collect_static()
    assert len(done) == 3


def test_without_the_design_systems_files_nothing_is_served(settings, tmp_path):
    settings.BUILT_STATIC = tmp_path / "nowhere"
    with pytest.raises(NotReady, match="Run `make install`."):
        serving.collect_static()


def test_what_a_killed_program_left_is_worked_out_before_anybody_is_served(database):
    store_files([CASE])
    assert (Case.everything.count(), waiting()) == (0, 12)
    work_out_what_waits()
    assert (Case.everything.count(), waiting()) == (1, 0)
