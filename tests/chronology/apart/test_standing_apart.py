"""What is confidential stands encrypted, is proved like all else, comes to those alone who may read it, and goes when it must."""

import psycopg
import pytest
from django.db import transaction

from chronology.apart.planted import ADDRESS, CODEWORD, FOUND_BY, HIDDEN, KEPT, NOTE, PHONE, SCHOOL, WAY, WENT, kept, number, plant
from chronology.apart.raws import raws
from chronology.state import differences
from chronology.ways import in_bulk, one_by_one
from harness.recorded import ANNA, BORIS, ago, event
from retention.long_ago import everywhere
from safehold.access import context
from safehold.chronology.apart import moving, renewing
from safehold.chronology.apart.cipher import NoKey
from safehold.chronology.apart.opening import opened, whole
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import read as kept_of
from safehold.chronology.envelope import EventId
from safehold.chronology.exporting import exported
from safehold.chronology.importing import import_files
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.recording import rows
from safehold.chronology.seal import Sealed
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.verify import verify
from safehold.identity.hiding import listed_since

OTHER = "another key that is long enough to be one"


def read(key):
    seq = number(key)
    with session() as cursor:
        return opened(cursor, load(cursor, [seq]))[seq]


def nowhere(owner) -> bool:
    return not any(everywhere(owner, text) for text in FOUND_BY)


def test_no_table_holds_a_confidential_value_in_plain_and_the_chain_is_proved(staff, owner):
    plant()
    assert nowhere(owner)
    assert set(kept()) == {"call.received", "safe_contact.set", "idva.engaged", "victim.moved", "child.identified"}
    assert verify().faults == []
    assert rebuild(check=True).differences == []


def test_what_is_remembered_of_an_event_is_never_what_somebody_was_given_of_it(staff):
    planted = plant()
    assert read(planted["call"]).people[0].phone == PHONE
    seq = number(planted["call"])
    with session() as cursor:
        again = load(cursor, [seq])[seq]
    assert (again.people[0].phone, again.people[0].confidential) == ("", ("address", "phone", "email"))
    assert again.withheld == ("person:0/address", "person:0/email", "person:0/phone", "person:0/postcode")


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("da_specialist", {PHONE, CODEWORD, WAY, NOTE, WENT, SCHOOL}),
        ("investigator", {WAY}),
        ("prosecutor", set()),
        ("records_manager", set()),
        ("call_handler", set()),
    ],
)
def test_the_database_gives_each_role_what_it_may_read_and_no_more(viewer_as, role, sees):
    planted = plant()
    seqs = [number(key) for key in planted.values()]
    with transaction.atomic(), session() as cursor:
        context.enter(viewer_as(role))
        text = str(list(opened(cursor, load(cursor, seqs)).values()))
        assert {value for value in (PHONE, CODEWORD, WAY, NOTE, WENT, SCHOOL) if value in text} == sees
        context.nobody()
        assert rows(cursor, "SELECT count(*) FROM vault.read(%s::bigint[])", [seqs]) == [(0,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            cursor.connection.execute("SELECT * FROM vault.part")
        transaction.set_rollback(True)


def test_of_an_agency_that_is_not_in_the_case_nobody_is_given_anything(viewer_as):
    planted = plant(agency="southmere-police")
    seqs = [number(key) for key in planted.values()]
    with transaction.atomic(), session() as cursor:
        context.enter(viewer_as("da_specialist"))
        assert rows(cursor, "SELECT count(*) FROM vault.read(%s::bigint[])", [seqs]) == [(0,)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE vault.part SET sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20)) WHERE event_id = {call}", "another's"),
        ("UPDATE vault.part p SET sealed = o.sealed FROM vault.part o WHERE p.event_id = {safe} AND o.event_id = {note}", "another's"),
        ("UPDATE vault.part SET may = 'see_cases' WHERE event_id = {call}", "another's"),
        ("DELETE FROM vault.part WHERE event_id = {call}", "is not what is said to be"),
        ("UPDATE chronology_event SET kept = '{{}}' WHERE seq = {call}", "is not what is said to be"),
        ("UPDATE chronology_event SET bodies[2] = '{{\"ref\":\"N9\",\"role\":\"victim\"}}' WHERE seq = {call}", "was changed"),
    ],
)  # fmt: skip
def test_whoever_changes_moves_or_takes_away_what_stands_apart_is_found_out(staff, owner, change, says):
    planted = {name: number(key) for name, key in plant().items()}
    owner.execute(change.format(**planted))
    owner.commit()
    (fault,) = verify().faults
    assert says in fault.why


@pytest.mark.parametrize("first", [True, False])
def test_what_a_correction_lists_is_put_apart_in_what_it_corrects_whichever_came_first(staff, owner, first):
    def earlier():
        return event("call.received", "2026-01-02", ANNA | HIDDEN | {"confidential": []}, BORIS, key="one", domestic=True)

    if first:
        earlier()
        assert not nowhere(owner)
    event("call.received", ago(days=3), ANNA | HIDDEN, BORIS, key="two", corrects=EventId("northshire-records", "one"), domestic=True)
    if not first:
        earlier()
    assert nowhere(owner)
    assert verify().faults == []
    assert rebuild(check=True).differences == []
    assert read(EventId("northshire-records", "one")).people[0].phone == PHONE
    earlier()  # a duplicate still


def test_what_is_written_out_is_whole_for_whoever_has_the_key_and_makes_the_same_elsewhere(staff, databases, settings, tmp_path):
    plant()
    lines = list(exported())
    assert sum(mark in line.decode() for line in lines for mark in (ADDRESS, PHONE, CODEWORD, NOTE)) >= 4
    whole, less = tmp_path / "whole.jsonl", tmp_path / "less.jsonl"
    whole.write_bytes(b"".join(lines))
    assert [(report.duplicate, report.refused) for report in import_files([whole])] == [(5, [])]
    keys, settings.SAFEHOLD_VAULT_KEYS = settings.SAFEHOLD_VAULT_KEYS, OTHER
    with pytest.raises(NoKey):
        list(exported())
    (report,) = import_files([whole])
    assert {each.why.partition(",")[2] for each in report.refused} == {" and the key to compare what it holds in confidence is not at hand"}
    less.write_bytes(b"".join(exported(without_confidential=True)))
    assert not any(mark in less.read_text() for mark in KEPT)
    assert '"withheld":["data/codeword","data/methods","data/never"]' in less.read_text()
    (report,) = import_files([less])
    assert {each.why for each in report.refused} == {"it was written out without what is held in confidence: only the whole event is taken"}
    settings.SAFEHOLD_VAULT_KEYS = keys


def test_a_new_key_takes_over_in_steps_that_can_be_broken_off(staff, settings, monkeypatch):
    planted = plant()
    old = settings.SAFEHOLD_VAULT_KEYS
    settings.SAFEHOLD_VAULT_KEYS = f"{OTHER},{old}"
    monkeypatch.setattr(renewing, "PAGE", 2)
    waiting = renewing.to_renew()
    assert waiting > 4

    class BrokenOff(Exception):
        pass

    def stop(_done):
        raise BrokenOff

    with pytest.raises(BrokenOff):
        renewing.renew_all(stop)
    assert renewing.to_renew() == waiting - 2
    assert read(planted["call"]).people[0].phone == PHONE
    assert renewing.renew_all() == waiting - 2
    settings.SAFEHOLD_VAULT_KEYS = OTHER
    assert (renewing.to_renew(), len(renewing.by_key())) == (0, 1)
    assert read(planted["call"]).people[0].phone == PHONE
    assert verify().faults == []
    settings.SAFEHOLD_VAULT_KEYS = old
    assert read(planted["call"]).people[0].phone == ""
    assert "is not in SAFEHOLD_VAULT_KEYS" in verify().faults[0].why
    settings.SAFEHOLD_VAULT_KEYS = f"{'x' * 32},{old}"
    with pytest.raises(NoKey):
        renewing.renew_all()


def test_a_part_that_is_redacted_leaves_nothing_apart_and_comes_again_as_a_duplicate(staff, owner, tmp_path):
    planted = plant()
    written = tmp_path / "before.jsonl"
    written.write_bytes(b"".join(exported()))
    with psycopg.connect(owner.info.dsn, password=owner.info.password) as other:
        for name, part in (("call", "person:0"), ("safe", "data"), ("note", "note")):
            other.execute("SELECT redact_part(%s, %s, %s)", [planted[name].source, planted[name].id, part])
    gone = [number(planted[name]) for name in ("call", "safe", "note")]
    assert owner.execute("SELECT part FROM vault.part WHERE event_id = ANY(%s)", [gone]).fetchall() == []
    assert verify().faults == []
    assert [(report.duplicate, report.refused) for report in import_files([written])] == [(5, [])]
    assert set(kept()) == {"victim.moved", "child.identified"}


def as_it_stood_before(owner) -> None:
    """Everything in plain in its part, as it was stored before anything stood apart."""
    with session() as cursor:
        found = rows(cursor, "SELECT seq, names, bodies, salts FROM chronology_event WHERE kept <> '{}'")
        apart = kept_of(cursor, [seq for seq, *_ in found])
    for seq, names, *both in found:
        bodies, salts = ([bytes(each) if each is not None else None for each in listed] for listed in both)
        sealed = whole(Sealed(names, bodies, salts, [], b""), apart[seq], ring())
        owner.execute("UPDATE chronology_event SET bodies = %s, salts = %s, kept = '{}' WHERE seq = %s", [sealed.bodies, sealed.salts, seq])
    owner.execute("DELETE FROM vault.part")
    owner.execute("UPDATE vault.moving SET done = 0, upto = (SELECT max(seq) FROM chronology_event)")
    owner.commit()


def test_what_stood_in_plain_before_is_put_apart_in_steps_and_no_digest_changes(staff, owner, monkeypatch):
    event("call.received", ago(days=3), ANNA | HIDDEN | {"confidential": []}, BORIS, key="one", domestic=True)
    plant()
    event("call.received", ago(days=3), ANNA | HIDDEN, BORIS, key="two", corrects=EventId("northshire-records", "one"), domestic=True)
    before, heads = kept(), verify().heads
    as_it_stood_before(owner)
    assert not nowhere(owner)
    assert verify().faults == []
    monkeypatch.setattr(moving, "PAGE", 3)
    assert moving.move(listed_since) == 7
    assert nowhere(owner)
    assert kept() == before
    assert (verify().heads, verify().faults) == (heads, [])
    assert moving.move(listed_since) == 0
    assert rebuild(check=True).differences == []


def test_the_order_of_arrival_changes_nothing(databases, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        listed = raws()
        expected = one_by_one(databases, listed)
        assert differences(expected, one_by_one(databases, listed[::-1])) == []
        assert differences(expected, in_bulk(databases, listed[3:] + listed[:3], tmp_path)) == []


def test_moving_what_stood_before_goes_by_the_markers_as_well(staff, owner):
    event("call.received", ago(days=3), ANNA | HIDDEN | {"confidential": []}, BORIS, domestic=True)
    event("marker.set", ago(days=2), ANNA, BORIS, marker="confidential_address")
    before, heads = kept(), verify().heads
    assert before == {"call.received": ["person:0/address", "person:0/postcode"]}
    as_it_stood_before(owner)
    assert moving.move(listed_since) == 1
    assert (kept(), verify().heads, verify().faults) == (before, heads, [])
    assert rebuild(check=True).differences == []
