"""Openings and unusual looks: the database shows them to those whom they are of, who were told or who answer for them, and nobody else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from safehold.access import context
from safehold.access.looking.models import Opening, Unusual
from safehold.access.models import User

POLICE, OTHERS = "northshire-police", "southmere-police"


@pytest.fixture
def opened(viewer_as, staff):
    """A case of which the shift sergeant broke the glass, of which a duty inspector elsewhere was told; and what an investigator opened."""
    by, until = viewer_as("shift_sergeant"), timezone.now() + timedelta(hours=2)
    Opening.objects.create(
        user_id=by.user_id, agency=POLICE, role=by.role, kind="break_glass", case_id="1-2", purpose="safeguarding", why="He is at her door",
        until=until, told=[f"{OTHERS}/duty_inspector", "nidv-i-104"],
    )  # fmt: skip
    other = viewer_as("investigator")
    Opening.objects.create(
        user_id=other.user_id, agency=POLICE, role=other.role, kind="purpose", person=7, purpose="safeguarding", why="she rang", until=until
    )
    for whose in (by, viewer_as("professional_standards")):
        Unusual.objects.create(
            key=f"k {whose.user_id}", user_id=whose.user_id, agency=POLICE, role=whose.role, sign="no_task", severity=2, looks=[1],
            first_at=timezone.now(), last_at=timezone.now(),
        )  # fmt: skip


def seen(viewer):
    with transaction.atomic():
        context.enter(viewer)
        return sorted(Opening.objects.values_list("kind", flat=True)), Unusual.objects.count()


@pytest.mark.parametrize(
    ("role", "agency", "openings", "unusual"),
    [
        ("shift_sergeant", POLICE, ["break_glass"], 0),  # their own
        ("investigator", POLICE, ["purpose"], 0),
        ("idva", "northshire-idva", ["break_glass"], 0),  # told by their number
        ("duty_inspector", OTHERS, ["break_glass"], 0),  # told by their role there
        ("duty_inspector", POLICE, ["break_glass"], 0),  # answers for emergencies at their agency
        ("professional_standards", POLICE, ["break_glass"], 1),  # not what is said of themselves
        ("call_handler", POLICE, [], 0),
        ("investigator", OTHERS, [], 0),
        ("administrator", POLICE, [], 0),
    ],
)
def test_each_sees_their_own_what_they_were_told_of_and_what_they_answer_for(opened, viewer_as, role, agency, openings, unusual):
    viewer = viewer_as(role, agency=agency)
    if agency == OTHERS and role == "investigator":  # somebody else than the one at Northshire
        viewer = viewer_as("crime_registrar", agency=OTHERS)
    assert seen(viewer) == (openings, unusual)


def test_with_nobody_named_there_is_none(opened):
    with transaction.atomic():
        context.nobody()
        assert not Opening.objects.exists()
        assert not Unusual.objects.exists()


def test_nobody_opens_or_ends_in_anothers_name_and_nobody_takes_out_what_is_said_of_them(opened, viewer_as):
    other = User.objects.get(staff_id=viewer_as("shift_sergeant").staff_id).pk
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        given = {"agency": POLICE, "role": "investigator", "kind": "purpose", "person": 8, "purpose": "safeguarding", "why": "x"}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Opening.objects.create(user_id=other, until=timezone.now(), **given)
        assert Opening.objects.filter(kind="break_glass").update(ended_at=timezone.now()) == 0
    with transaction.atomic():
        context.enter(viewer_as("professional_standards"))
        assert Unusual.objects.update(outcome="explained", outcome_why="no") == 1
    with transaction.atomic():
        context.enter(viewer_as("call_handler"))
        assert Unusual.objects.update(outcome="explained", outcome_why="no") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Unusual.objects.bulk_create(
                [Unusual(key="k", user_id=other, agency=POLICE, role="x", sign="no_task", severity=1, looks=[], first_at=timezone.now(),
                         last_at=timezone.now())]
            )  # fmt: skip


def test_what_stands_is_found_by_index_however_many_openings_there_are(opened, viewer_as, owner):
    owner.execute(
        "INSERT INTO looking_opening (user_id, agency, role, kind, case_id, purpose, why, opened_at, until, told, outcome, outcome_why)"
        " SELECT id, 'northshire-police', 'x', 'purpose', n::text, 'review', 'y', now() - interval '9 days', now() - interval '8 days',"
        " '{}', '', '' FROM access_user, generate_series(1, 300) n"
    )
    owner.execute("ANALYZE looking_opening")
    owner.commit()
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN SELECT * FROM looking_opening WHERE id IN (SELECT access.openings_known(access.user_id(), '{x}'))")
            plan = "\n".join(row for (row,) in cursor.fetchall())
    assert "Seq Scan on looking_opening" not in plan
