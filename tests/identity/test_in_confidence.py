"""Values held in confidence are compared in a place of their own, for those who may see them, and for nobody else."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from chronology.state import differences
from chronology.ways import in_bulk, mixed, one_by_one
from harness.recorded import BORIS, DMITRI, SOURCE, ago, event
from safehold.chronology.rebuilding import rebuild
from safehold.identity.confidential import rotating, shown
from safehold.identity.confidential.hashing import BadKey, keys
from safehold.identity.confidential.rarity import BadRarity, load, most_people
from safehold.identity.confidential.values import Value
from safehold.identity.decided import number_of
from safehold.identity.deciding import judge_people, undo
from safehold.identity.models import Person, Unsure, Waiting

OLD, NEW = "an old key that is long enough to be one", "a new key that is long enough to be one too"
HIDDEN = {"phone": "07700 900456", "confidential": ["phone"]}
WOMAN = {"role": "victim", "sex": "female"}
ANNA = WOMAN | {"ref": "N1", "given_name": "Anna", "family_name": "Quillfeather"} | HIDDEN
ANN = WOMAN | {"ref": "Z1", "given_name": "Ann", "family_name": "Sallowby"} | HIDDEN
LODGE = {"address": "14 Hidden Mews, Northford", "postcode": "NF2 1AB"}


@pytest.fixture(autouse=True)
def _key(settings):
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = OLD


def call(person, other=BORIS, days=3, source=SOURCE, **more):
    return event("call.received", ago(days=days), person, other, source=source, channel="999", domestic=True, **more)


def two(anna=ANNA, ann=ANN, **more):
    return call(anna), call(ann, DMITRI, source="southmere-records", **more)


def agreeing(database) -> set[frozenset[str]]:
    """By given names."""
    query = """SELECT a.given_name, b.given_name FROM confidential.agreement c
                 JOIN identity_person a ON a.id = c.one JOIN identity_person b ON b.id = c.other"""
    with psycopg.connect(database.owner) as owner:
        return {frozenset(names) for names in owner.execute(query).fetchall()}


def log(database) -> list[tuple[object, ...]]:
    with psycopg.connect(database.owner) as owner:
        return owner.execute("SELECT what, compared, agreed, left_out FROM confidential.comparison ORDER BY id").fetchall()


BOTH = {frozenset(("Ann", "Anna"))}


def test_two_who_have_one_phone_in_confidence_wait_for_whoever_may_see_it_in_both_records(database, viewer_as):
    two()
    assert agreeing(database) == BOTH
    (pair,) = shown.pairs(viewer_as("da_specialist"))
    assert shown.agrees(viewer_as("da_specialist"), *pair)
    assert shown.agrees(viewer_as("da_specialist"), *reversed(pair))
    for role in ("investigator", "idva", "marac_coordinator", "call_handler"):
        assert shown.pairs(viewer_as(role)) == []
        assert not shown.agrees(viewer_as(role), *pair)
    # Nobody is linked by it, and nothing that others read is otherwise.
    assert Person.everything.filter(as_victim__gt=0).count() == 2
    assert not Unsure.objects.exists()
    assert not Waiting.objects.exists()


def test_what_one_has_in_confidence_agrees_with_what_another_says_openly_whoever_came_first(database):
    openly = {key: value for key, value in ANN.items() if key != "confidential"}
    two(ann=openly)
    call(openly | {"ref": "Z7", "given_name": "Anne", "family_name": "Tolliver"}, DMITRI, source="elsewhere")
    assert agreeing(database) >= BOTH | {frozenset(("Anna", "Anne"))}
    assert frozenset(("Ann", "Anne")) not in agreeing(database)  # these two agree openly, which is compared as ever


@pytest.mark.parametrize("hidden", [["address"], ["postcode"], ["phone"], ["email"]])
def test_each_kind_of_value_is_compared(database, hidden):
    said = LODGE | {"phone": "07700 900456", "email": "her.own@example.org"}
    kept = {"phone": ("phone",), "email": ("email",)}.get(hidden[0], ("address", "postcode"))
    one, other = ({k: v for k, v in each.items() if k not in ("phone", "confidential")} for each in (ANNA, ANN))
    two(*(each | {name: said[name] for name in kept} | {"confidential": hidden} for each in (one, other)))
    assert agreeing(database) == BOTH


def test_half_an_address_is_no_clue(database):
    one, other = ({k: v for k, v in each.items() if k not in ("phone", "confidential")} for each in (ANNA, ANN))
    two(*(each | {"postcode": LODGE["postcode"], "confidential": ["address"]} for each in (one, other)))
    assert agreeing(database) == set()


def test_who_plainly_is_somebody_else_does_not_wait(database):
    call(ANNA)
    call(ANNA | {"ref": "D1", "given_name": "Dorothea", "date_of_birth": "2012-01-01", "role": "child"}, DMITRI)
    assert agreeing(database) == set()


def test_who_may_not_read_both_records_is_told_nothing(database, viewer_as):
    two(agency="northshire-idva")
    assert agreeing(database) == BOTH
    for role in ("da_specialist", "idva"):
        assert shown.pairs(viewer_as(role)) == []


def test_nor_is_who_is_kept_from_one_of_them_by_a_restriction(database, viewer_as):
    _, second = two()
    (pair,) = shown.pairs(viewer_as("da_specialist"))
    event("record.restricted", ago(hours=1), ANN, DMITRI, source="southmere-records", about=second, to=["somebody-else"], reason="staff")
    assert shown.pairs(viewer_as("da_specialist")) == []
    assert not shown.agrees(viewer_as("da_specialist"), *pair)


def test_a_value_that_more_than_a_few_people_have_is_no_clue(database):
    names = ["Quillfeather", "Sallowby", "Tolliver", "Marlow", "Winterbourne"]
    for number, name in enumerate(names[: most_people()["phone"]]):
        call(ANNA | {"family_name": name, "ref": f"R{number}"}, source=f"source-{number}")
    assert agreeing(database) != set()
    call(ANNA | {"family_name": names[-1], "ref": "R9"}, source="source-9")
    assert agreeing(database) == set()


def test_what_a_person_judges_holds_and_can_be_taken_back(database, viewer_as):
    two()
    by = viewer_as("da_specialist")
    ((one, other),) = shown.pairs(by)
    for judgement in ("not_linked", "unsure", "linked"):
        act = judge_people(by=by, one=one, other=other, judgement=judgement, why="seen")
        assert shown.pairs(by) == []
        assert judgement != "linked" or rebuild(check=True).differences == []
        undo(by=by, judgement=number_of(act), why="not so")
        assert shown.pairs(by) == [(one, other)]
    assert rebuild(check=True).differences == []


def test_what_is_no_longer_confidential_or_was_struck_out_is_held_no_more(database):
    first, second = two()
    openly = {key: value for key, value in ANNA.items() if key != "confidential"}
    corrected = call(openly, corrects=first)
    assert agreeing(database) == BOTH  # hers is open now, the other's is not
    again = call(ANNA, corrects=corrected)
    event("event.voided", ago(minutes=1), about=second, source="southmere-records", reason="wrong person")
    assert agreeing(database) == set()
    event("event.voided", ago(minutes=1), about=again, reason="wrong person")
    with psycopg.connect(database.owner) as owner:
        assert owner.execute("SELECT count(*) FROM confidential.held").fetchone() == (0,)
    assert rebuild(check=True).differences == []


def raws() -> list[dict[str, object]]:
    def raw(number, kind, people, **more):
        at = f"2026-0{1 + number % 9}-1{number % 10}T10:00:00Z"
        source = f"source-{number % 3}"
        told = {"source": source, "id": f"e{number}", "kind": kind, "occurred_at": at, "recorded_at": at, "agency": "northshire-police"}
        return (
            told | {"actor": {"id": "p1", "role": "first_responder"}, "people": people, "data": {"channel": "999", "domestic": True}} | more
        )

    openly = {key: value for key, value in ANN.items() if key != "confidential"}
    home = ANNA | LODGE | {"ref": "N9", "given_name": "Annie", "confidential": ["address"]}
    found = [
        raw(1, "call.received", [ANNA, BORIS]),
        raw(2, "call.received", [ANN, DMITRI]),
        raw(3, "call.received", [openly | {"family_name": "Tolliver", "ref": "Z4"}, DMITRI]),
        raw(4, "call.received", [home]),
        raw(5, "call.received", [home | {"family_name": "Marlow", "ref": "M2", "confidential": []}]),
        raw(6, "call.received", [ANN | {"given_name": "Dorothea", "ref": "D1"}, BORIS]),
        raw(7, "call.received", [ANNA, BORIS], corrects={"source": "source-1", "id": "e1"}),
        raw(8, "call.received", [home | {"family_name": "Vetch", "ref": "V1"}, BORIS]),
    ]
    judged = {"a": {"source": "source-1", "id": "e4", "ref": "N9"}, "b": {"source": "source-2", "id": "e5", "ref": "M2"}}
    found[-1]["people"] = [found[-1]["people"][0]]
    return [*found, raw(9, "identity.judged", [], data=judged | {"judgement": "not_linked", "why": "seen"})]


def test_however_records_come_in_the_same_agrees(databases, django_db_blocker):
    listed = raws()
    with django_db_blocker.unblock(), TemporaryDirectory() as folder:
        expected = one_by_one(databases, listed)
        assert len(expected["confidential.agreement"]) > 6
        assert differences(expected, one_by_one(databases, listed[::-1])) == []
        assert differences(expected, in_bulk(databases, listed[4:] + listed[:4], Path(folder))) == []
        assert differences(expected, mixed(databases, listed[::-1], 7)) == []


def test_a_new_key_changes_nothing_but_the_hashes(database, settings, viewer_as):
    call(ANNA)
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = f"{NEW}, {OLD}"
    call(ANN, DMITRI, source="southmere-records")  # by the old one still, which is in force
    assert agreeing(database) == BOTH
    assert rotating.rotate() == 1
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = NEW
    assert len(shown.pairs(viewer_as("da_specialist"))) == 1
    call(ANNA | {"family_name": "Tolliver", "ref": "T1"}, source="elsewhere")
    assert len(agreeing(database)) == 2
    assert rebuild(check=True).differences == []
    with psycopg.connect(database.owner) as owner:
        assert owner.execute("SELECT DISTINCT key_id FROM confidential.held").fetchall() == [(keys(NEW)[0].id,)]
    with pytest.raises(rotating.CannotRotate, match="newest key already"):
        rotating.rotate()


def test_without_the_key_in_force_records_are_taken_and_what_was_left_out_is_logged(database, settings):
    call(ANNA)
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = NEW
    call(ANN, DMITRI, source="southmere-records")
    assert agreeing(database) == set()
    assert log(database)[-1] == ("no key", 0, 0, 1)
    with pytest.raises(rotating.CannotRotate, match="put it there"):
        rotating.rotate()
    with psycopg.connect(database.owner) as owner:
        owner.execute("SELECT confidential.forget()")
    rebuild(check=False)
    assert agreeing(database) == BOTH


def test_without_any_key_nothing_is_compared(database, settings):
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = ""
    two()
    assert log(database) == []
    with pytest.raises(rotating.CannotRotate, match="No key is set"):
        rotating.rotate()
    with pytest.raises(BadKey, match="has 5 characters"):
        keys("short")


def test_what_is_redacted_is_held_no_more_and_nobody_s_recording_fails_for_it(database):
    first, second = two()
    call(ANN | {"ref": "Z9", "family_name": "Tolliver"}, source="elsewhere")
    with psycopg.connect(database.owner) as owner:
        for source, key in (first, second):
            owner.execute("SELECT redact_part(%s, %s, 'person:0')", [source, key])
    event("call.received", ago(days=1), {"ref": "N1", "role": "victim"}, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=1), ANNA | {"family_name": "Vetch", "ref": "V1"}, DMITRI, channel="999", domestic=True)
    rebuild(check=False)
    with psycopg.connect(database.owner) as owner:
        assert owner.execute("SELECT count(*) FROM confidential.held").fetchone() == (2,)
    assert rebuild(check=True).differences == []


def test_of_two_who_record_one_value_at_once_the_later_waits_for_the_other(database):
    keep = "SELECT * FROM confidential.keep('{{}}', '{{{0}}}', ARRAY['\\x01'::bytea], ARRAY['\\x01'::bytea], '\\x07'::bytea)"
    with psycopg.connect(database.owner) as one, psycopg.connect(database.owner) as other:
        one.execute(keep.format(1))
        other.execute("SET lock_timeout = '20ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(keep.format(2))
        other.rollback()
        one.commit()
        assert [mention for _, _, mention in other.execute(keep.format(2))] == [None, 1, 2]


def test_every_comparison_is_logged_and_no_value_of_it(database):
    two()
    assert log(database) == [("recording", 1, 0, 0), ("recording", 2, 1, 0)]


def test_a_rebuild_says_that_something_differs_and_not_who_agrees(database):
    two()
    with psycopg.connect(database.owner) as owner:
        owner.execute("DELETE FROM confidential.agreement")
        owner.execute("DELETE FROM confidential.held")
    found = {each.table: each for each in rebuild(check=True).differences}
    assert found.keys() == {"confidential.held", "confidential.agreement"}
    assert all(each.missing and not each.examples for each in found.values())
    rebuild(check=False)
    assert rebuild(check=True).differences == []


@pytest.mark.parametrize("role", ["", "SET ROLE safehold_recorder"])
def test_nobody_who_signs_in_may_read_or_change_the_tables(database, connection, role):
    two()
    for table in ("key", "held", "agreement", "comparison"):
        for statement in ("SELECT * FROM", "DELETE FROM", "TRUNCATE"):
            if role:
                connection.execute(role)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"{statement} confidential.{table}")
            connection.rollback()


def test_the_application_may_only_ask_who_waits_for_whom(database, connection):
    functions = "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'confidential'"
    allowed = f"{functions} AND has_function_privilege('safehold_app', p.oid, 'EXECUTE')"
    assert connection.execute(allowed).fetchall() == [("waiting",)]
    assert {name for (name,) in connection.execute(functions)} >= {"keep", "agree", "rotate", "forget"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SET ROLE safehold_confidential")


def test_a_digest_betrays_its_value_to_nobody_without_the_key(database):
    two()
    with psycopg.connect(database.owner) as owner:
        ((digest,),) = owner.execute("SELECT DISTINCT digest FROM confidential.held").fetchall()
        everything = owner.execute("SELECT string_agg(t::text, ' ') FROM confidential.held t").fetchone()
    assert len(digest) == 32
    assert "900456" not in str(everything)
    assert bytes(digest) != keys(NEW)[0].digest(Value("phone", "+447700900456"))


def test_the_number_of_people_who_may_share_a_value_is_checked():
    with pytest.raises(BadRarity, match=r"shared\.yaml"):
        load("most_people: {phone: 1, email: 3, address: 6}")
