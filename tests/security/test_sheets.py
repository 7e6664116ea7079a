"""Every table that leaves the site as a file: a spreadsheet must not calculate what somebody typed."""

import csv
import io
import re
from pathlib import Path

import pytest

import safehold.web
from harness.recorded import PAIR, released
from harness.signed_in import sign_in
from safehold.access.looks import Look
from safehold.identity.models import Case
from safehold.web.looks.sheet import cell

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "＝1",
    '=HYPERLINK("https://evil.example","x")',
    "\ufeff=1",
    "\x00=1",
)


@pytest.mark.parametrize("typed", FORMULAS)
def test_a_cell_that_would_calculate_is_text(typed):
    assert cell(typed).startswith("'")


@pytest.mark.parametrize("typed", ["Anna", "7 - 8", "a=b", ""])
def test_a_cell_that_would_not_is_left_alone(typed):
    assert cell(typed) == typed


def test_who_has_looked_leaves_as_a_file_in_which_nothing_calculates(staff, client):
    released(*PAIR)
    case = Case.everything.get()
    sign_in(client, "professional_standards")
    for number, typed in enumerate(FORMULAS[:6]):
        one = Look.objects.create(
            user_id=client.session["_auth_user_id"],
            agency="northshire-police",
            role="investigator",
            kind="page",
            refused=False,
            case_ids=[case.id],
            purpose="x",
            why=typed,
            task=typed,
            page=f"/{number}",
        )
        assert one.pk
    answer = client.get(f"/cases/{case.id}/looks/?csv=1")
    assert answer["Content-Disposition"] == 'attachment; filename="who-has-looked.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 6
    assert not [each for row in rows for each in row if each.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_there_is_one_way_by_which_a_table_leaves_the_site():
    writes = [
        path.name
        for path in Path(safehold.web.__file__).parent.rglob("*.py")
        if re.search(r"csv\.writer|text/csv|openpyxl", path.read_text("utf-8"))
    ]
    assert writes == ["sheet.py"]
