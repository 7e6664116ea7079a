"""What is read at the command line is in the log of looks, and a whole file says that it is one."""

from pathlib import Path

from commands.conftest import run  # noqa: F401
from safehold.access.looks import Look
from safehold.identity.models import Case

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"


def test_an_export_is_logged_as_a_look_and_says_that_its_file_is_for_nobody(run):  # noqa: F811
    run("import", CASE)
    case = Case.everything.order_by("-events")[0]
    ended = run("export", "--case", case.id)
    assert ended.status == 0
    assert "It is no answer to a request. Give it to nobody." in ended.err
    assert len(ended.out.splitlines()) > 3
    logged = Look.objects.get()
    assert (logged.kind, logged.case_ids, logged.purpose) == ("export", [case.id], "records")
    assert set(logged.persons) == {each for each in (case.victim_id, case.suspect_id) if each is not None}
    assert logged.why.startswith("as ")
    assert not logged.user.is_active
    assert run("review", case.id).status == 0
    assert list(Look.objects.order_by("id").values_list("kind", "task"))[1:] == [("page", "safehold review")]
