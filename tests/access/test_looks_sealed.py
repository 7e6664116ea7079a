"""The sealed log of looks: what was done to it behind the application's back shows, and names the first look that does not hold."""

import psycopg
import pytest

from safehold.access.looking import sealing
from safehold.access.looking.models import Seal
from safehold.access.looking.sealing import seal_looks
from safehold.access.looking.verifying import verify_looks
from safehold.access.looks import Look, look


@pytest.fixture
def looks(viewer_as, monkeypatch):
    """Seven looks, sealed three at a time."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    viewer = viewer_as("investigator")
    for number in range(7):
        look(viewer, "page", persons=[number], case_ids=[f"{number}"], why="naïve “quotes” \\ \n é", task="cad/91")
    assert seal_looks() == 7
    return list(Look.objects.order_by("pk").values_list("pk", flat=True))


def test_looks_are_sealed_in_one_chain_and_each_once(looks, viewer_as):
    verdict = verify_looks()
    assert (verdict.sealed, verdict.unsealed, verdict.fault, verdict.head[0]) == (7, 0, None, 3)
    assert seal_looks() == 0
    look(viewer_as("idva"), "search", persons=[9])
    assert verify_looks(verdict.head).unsealed == 1
    assert seal_looks() == 1
    assert (verify_looks(verdict.head).sealed, verify_looks(verdict.head).fault) == (8, None)


@pytest.mark.parametrize(
    ("statement", "place", "why"),
    [
        ("UPDATE access_look SET why = 'nothing' WHERE id = %s", 4, "not as it was sealed"),
        ("UPDATE access_look SET user_id = user_id + 1 WHERE id = %s", 0, "not as it was sealed"),
        ("UPDATE access_look SET at = at + interval '1 microsecond' WHERE id = %s", 6, "not as it was sealed"),
        ("UPDATE access_look SET where_from = '192.0.2.1' WHERE id = %s", 2, "not as it was sealed"),
        ("UPDATE access_look SET persons = '{}' WHERE id = %s", 5, "not as it was sealed"),
        ("DELETE FROM access_look WHERE id = %s", 3, "is gone"),
    ],
)
def test_a_look_that_was_changed_or_taken_out_is_named(looks, owner, statement, place, why):
    owner.execute(statement, [looks[place]])
    owner.commit()
    fault = verify_looks().fault
    assert (fault.look, why in fault.why) == (looks[place], True)


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("DELETE FROM looking_seal WHERE position = 2", 2),
        ("UPDATE looking_seal SET digest = sha256('x') WHERE position = 2", 2),
        ("UPDATE looking_seal SET previous = sha256('x'), digest = sha256('y') WHERE position = 3", 3),
        ("UPDATE looking_seal SET looks = looks[1:2], digests = digests[1:2] WHERE position = 1", 1),
    ],
)
def test_a_seal_that_was_changed_or_taken_out_is_named(looks, owner, statement, position):
    owner.execute(statement)
    owner.commit()
    assert verify_looks().fault.position == position


def test_a_chain_cut_short_with_its_looks_no_longer_holds_the_head_that_was_noted(looks, owner):
    noted = verify_looks().head
    owner.execute("DELETE FROM looking_seal WHERE position = 3")
    owner.execute("DELETE FROM access_look WHERE id = %s", [looks[-1]])
    owner.commit()
    assert verify_looks().fault is None
    assert "noted outside" in verify_looks(noted).fault.why


def test_a_look_that_was_committed_late_is_sealed_with_the_next_and_one_put_in_far_behind_is_found(looks, owner, viewer_as, monkeypatch):
    one = (
        "INSERT INTO access_look (id, user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page) OVERRIDING SYSTEM"
    )
    one += " VALUE SELECT %s, user_id, agency, role, kind, refused, '{}', '{}', '', '', '', '' FROM access_look WHERE id = %s"
    owner.execute("SELECT setval(pg_get_serial_sequence('access_look', 'id'), %s)", [looks[-1] + 50])
    owner.commit()
    look(viewer_as("idva"), "page")
    seal_looks()
    owner.execute(one, [looks[-1] + 20, looks[0]])
    owner.commit()
    assert seal_looks() == 1
    assert verify_looks().fault is None
    monkeypatch.setattr("safehold.access.looking.verifying.BEHIND", 10)
    monkeypatch.setattr(sealing, "BEHIND", 10)
    owner.execute(one, [looks[-1] + 30, looks[0]])
    owner.commit()
    assert seal_looks() == 0
    assert (verify_looks().fault.look, "behind" in verify_looks().fault.why) == (looks[-1] + 30, True)


def test_two_runners_at_once_seal_each_look_once(looks, viewer_as, connection):
    head = Seal.objects.latest("position")
    look(viewer_as("idva"), "page", persons=[1])
    same = [bytes(head.digest), bytes(32), [99], [bytes(32)]]
    stale = [bytes(head.previous), bytes(32), [99], [bytes(32)]]
    ask = "SELECT looking_add_seal(%s, %s, %s::bigint[], %s::bytea[])"
    assert connection.execute(ask, stale).fetchone() == (False,)
    assert connection.execute(ask, same).fetchone() == (True,)
    connection.rollback()
    assert seal_looks() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO looking_seal VALUES (9, '', '', '{}', '{}', 1, now())",
        "UPDATE looking_seal SET last = 0",
        "DELETE FROM looking_seal",
        "TRUNCATE looking_seal",
        "DELETE FROM looking_unusual",
    ],
)
def test_the_application_has_no_other_way_to_the_seals(looks, connection, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
