"""Looks past their time go, a whole seal at a time, and the chain goes on holding; what is asked about or held stays."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from harness.recorded import PAIR, ago, event
from safehold.access.looking import disposing, sealing
from safehold.access.looking.models import Seal, Unusual
from safehold.access.looking.sealing import seal_looks
from safehold.access.looking.verifying import verify_looks
from safehold.access.looks import Look, look
from safehold.commands import looks as commands
from safehold.commands.looks import what_is_held
from safehold.identity.models import Case

OLD = timedelta(days=8 * 366)


@pytest.fixture
def looks(viewer_as, monkeypatch, owner):
    """Nine looks, sealed three at a time; the first six are eight years old."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    for number in range(9):
        look(viewer_as("investigator"), "page", persons=[number], case_ids=[f"{number}"])
    numbers = list(Look.objects.order_by("pk").values_list("pk", flat=True))
    owner.execute("UPDATE access_look SET at = at - %s WHERE id = ANY(%s)", [OLD, numbers[:6]])
    owner.commit()
    assert seal_looks() == 9
    return numbers


def test_looks_past_their_time_go_and_the_chain_holds_with_those_that_come(looks, viewer_as):
    head = verify_looks().head
    assert [each.kept for each in disposing.due(what_is_held())] == ["", ""]
    assert disposing.dispose(what_is_held(), "the board, 1 June") == (6, 2)
    assert list(Look.objects.order_by("pk").values_list("pk", flat=True)) == looks[6:]
    verdict = verify_looks(head)
    assert (verdict.fault, verdict.sealed, verdict.disposed, verdict.unsealed) == (None, 9, 6, 0)
    look(viewer_as("idva"), "page", persons=[1])
    assert (verify_looks(head).unsealed, seal_looks(), verify_looks(head).fault) == (1, 1, None)
    assert disposing.dispose(what_is_held(), "again") == (0, 0)


def test_what_somebody_takes_out_besides_still_shows(looks, owner):
    disposing.dispose(what_is_held(), "the board, 1 June")
    owner.execute("DELETE FROM access_look WHERE id = %s", [looks[7]])
    owner.commit()
    assert verify_looks().fault.look == looks[7]


def test_a_look_that_is_put_back_in_the_place_of_one_that_went_shows(looks, owner):
    disposing.dispose(what_is_held(), "the board, 1 June")
    owner.execute(
        "INSERT INTO access_look (id, user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page)"
        " SELECT %s, user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page FROM access_look LIMIT 1",
        [looks[1]],
    )
    owner.commit()
    assert "said to be disposed of" in verify_looks().fault.why


def test_the_digest_of_a_seal_whose_looks_are_gone_still_counts(looks, owner):
    disposing.dispose(what_is_held(), "the board, 1 June")
    owner.execute("UPDATE looking_seal SET digests = digests[2:3] || digests[1:1] WHERE position = 1")
    owner.commit()
    assert verify_looks().fault.position == 1


def test_a_seal_with_one_younger_look_stays_whole(looks, owner):
    owner.execute("UPDATE access_look SET at = now() WHERE id = %s", [looks[4]])
    owner.commit()
    assert [each.position for each in disposing.due(what_is_held())] == [1]


def test_what_somebody_is_still_asked_about_stays(looks, staff):
    user, now = Look.objects.first().user_id, timezone.now()
    row = Unusual.objects.create(
        key="k", user_id=user, agency="x", role="x", sign="no_task", severity=1, looks=[looks[1]], first_at=now, last_at=now
    )
    assert [each.kept for each in disposing.due(what_is_held())] == ["somebody is asked about them", ""]
    Unusual.objects.filter(pk=row.pk).update(outcome="explained", outcome_why="chance")
    assert [each.kept for each in disposing.due(what_is_held())] == ["", ""]


def kept():
    return [each.kept for each in disposing.due(what_is_held())]


HELD = ["a record that they are at is held", ""]


@pytest.fixture
def held(looks, staff, owner):
    """A hold of the one case of PAIR; the first look was at it."""
    placed = event("legal_hold.placed", ago(days=5), *PAIR, role="records_manager", reason="an inquest")
    owner.execute("UPDATE access_look SET case_ids = %s WHERE id = %s", [[Case.everything.get().id], looks[0]])
    owner.commit()
    return placed


def test_looks_at_a_record_that_is_held_stay_until_it_is_lifted(held):
    assert kept() == HELD
    event("legal_hold.lifted", ago(days=1), *PAIR, role="records_manager", about=held, reason="it is over")
    assert kept() == ["", ""]


def test_a_lifting_of_another_hold_or_by_another_agency_leaves_the_looks_held(held):
    other = event("legal_hold.placed", ago(days=4), *PAIR, role="records_manager", reason="litigation")
    event("legal_hold.lifted", ago(days=3), *PAIR, role="records_manager", about=other, reason="settled")
    assert kept() == HELD
    for number in (1, 2):
        event("legal_hold.lifted", ago(days=number), *PAIR, agency="northshire-council", reason="nothing of ours")
    assert kept() == HELD


def test_a_lifting_that_was_struck_out_lifts_nothing(held):
    lifted = event("legal_hold.lifted", ago(days=2), *PAIR, role="records_manager", about=held, reason="the wrong record")
    event("event.voided", ago(days=1), about=lifted, reason="the wrong record")
    assert kept() == HELD


def test_a_death_that_waits_for_its_review_holds_the_looks_too_and_so_does_a_hold_over_everybody(looks, staff, owner):
    event("death.reported", ago(days=5), *PAIR)
    owner.execute("UPDATE access_look SET persons = %s WHERE id = %s", [[Case.everything.get().suspect_id], looks[0]])
    owner.commit()
    assert kept() == HELD
    over_all = event("legal_hold.placed", ago(days=4), role="records_manager", reason="a public inquiry")
    assert kept() == [HELD[0]] * 2
    event("legal_hold.lifted", ago(days=3), role="records_manager", about=over_all, reason="it has reported")
    assert kept() == HELD


def test_the_application_takes_nothing_away_and_says_nothing_gone(looks, connection):
    import psycopg

    for refused in ("DELETE FROM access_look", "INSERT INTO looking_disposed VALUES (1, 3, now(), 7, 'x', now())"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(refused)
        connection.rollback()


def test_the_command_simulates_asks_why_and_says_what_went(looks, monkeypatch):
    from contextlib import contextmanager

    from safehold.commands import starting

    class Known:
        owner = "known"

    @contextmanager
    def here():
        yield Known()

    monkeypatch.setattr(starting, "ready", here)
    said = CliRunner().invoke(commands.looks, ["dispose", "--simulate"]).output
    assert "seal 1: 3 looks" in said
    assert "6 looks of 2 seals would go, past 7 years." in said
    assert Look.objects.count() == 9
    assert "Say --why" in CliRunner().invoke(commands.looks, ["dispose"]).output
    assert "6 looks of 2 seals disposed of" in CliRunner().invoke(commands.looks, ["dispose", "--why", "the board"]).output
    assert Seal.objects.count() == 3


def test_the_whole_is_a_transaction_for_each_seal(looks, owner):
    owner.execute("CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut off'; END $$")
    owner.execute(f"CREATE TRIGGER stop BEFORE DELETE ON access_look FOR EACH ROW WHEN (OLD.id = {looks[4]}) EXECUTE FUNCTION stop()")
    owner.commit()
    with pytest.raises(DatabaseError, match="cut off"):
        disposing.dispose(what_is_held(), "the board")
    assert verify_looks().fault is None
    assert verify_looks().disposed == 3
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM looking_disposed")
        assert cursor.fetchone() == (1,)
