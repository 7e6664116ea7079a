import pytest

from safehold.access.lint import ROOT, beyond, main, modules, offences
from safehold.access.reading import CHECKING, MATCHING


def faults(source: str) -> list[str]:
    return [why for _, why in offences(source)]


def test_the_pages_of_safehold_read_only_through_a_viewer(capsys):
    assert main() == 0, capsys.readouterr().err


def test_the_modules_that_make_pages_are_the_ones_read():
    read = {path.relative_to(ROOT).as_posix() for path in modules()}
    assert {"web/entry.py", "web/shell.py"} <= read
    assert not read & {"access/scope.py", "web/commands.py"}


def test_a_query_narrowed_to_the_viewer_passes():
    assert faults("calls = Call.objects.for_viewer(viewer).filter(open=True)") == []


@pytest.mark.parametrize(
    "planted",
    [
        "Call.objects.all()",
        "Call.objects.filter(pk=1).for_viewer(viewer)",
        "models.Call.objects",
        "manager = Call.objects\nmanager.all()",
        "Call.everything.all()",
        "Call._default_manager.get(pk=1)",
        "Call._base_manager.get(pk=1)",
        "thing.raw('select 1')",
        "from django.db import connection",
        "from django.db import transaction, connections",
        "from django.db.models.expressions import RawSQL",
        "import psycopg",
        "from psycopg import sql",
        "import django.db\ndjango.db.connection.cursor()",
        "queryset.extra(where=['1=1'])",
    ],
)
def test_a_planted_way_round_the_viewer_is_caught(planted):
    assert len(faults(planted)) >= 1


def test_a_planted_fault_is_told_with_its_file_and_line(tmp_path, monkeypatch, capsys):
    room = tmp_path / "safehold" / "web"
    room.mkdir(parents=True)
    (room / "views.py").write_text("from x import Call\n\nCall.objects.all()\n", "utf-8")
    monkeypatch.setattr("safehold.access.lint.ROOT", tmp_path / "safehold")
    monkeypatch.setattr("safehold.access.lint.modules", lambda: modules(tmp_path / "safehold"))
    assert main() == 1
    assert capsys.readouterr().err == "safehold/web/views.py:3: Call.objects is not followed by .for_viewer(viewer)\n"


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("web/people/views.py", "from safehold.access.reading import matching"),
        ("web/calls/panel.py", "from safehold.access.reading import checking"),
        ("identity/between.py", "from safehold.access.reading import checking"),
        ("web/history.py", "from safehold.access import acting"),
    ],
)
def test_reading_what_the_viewer_may_not_is_for_the_modules_named_for_it(module, planted):
    assert list(beyond(planted, module))


def test_no_page_is_among_the_modules_that_read_what_the_viewer_may_not():
    assert list(beyond("from safehold.access.reading import matching", "identity/between.py")) == []
    named = MATCHING | CHECKING
    assert all((ROOT / module).is_file() for module in named)
    assert not [module for module in named if module.startswith(("web/", "api/"))]
