"""Where a marker says that her address is confidential, it stands apart in every record of hers, whichever of them came first."""

import random

import pytest

from chronology.apart.planted import ADDRESS, POSTCODE, number
from chronology.state import differences
from chronology.ways import in_bulk, mixed, one_by_one
from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event
from retention.long_ago import everywhere
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import EventId, read_event
from safehold.chronology.exporting import exported
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.verify import verify
from safehold.identity.check import check
from safehold.identity.features import query_features
from safehold.identity.models import Person

LIVES = {"address": ADDRESS, "postcode": POSTCODE}
MARKED = {"marker": "confidential_address"}
HER = ANNA | {"ref": "S77"}  # as another system knows her: by her name and birth


def told(key: EventId):
    with session() as cursor:
        return load(cursor, [number(key)])[number(key)]


def whole(key: EventId):
    with session() as cursor:
        return opened(cursor, load(cursor, [number(key)]))[number(key)]


def in_events(owner) -> list[str]:
    """Columns of the chronology and of what people are shown that hold it in plain; what they are found by is another matter."""
    found = everywhere(owner, "zqxvjw") + everywhere(owner, POSTCODE.lower())
    return sorted({column for column in found if "identity_profile" not in column and "identity_judgement" not in column})


def call(**more):
    return event("call.received", ago(days=9), ANNA | LIVES, BORIS, domestic=True, address_given=ADDRESS, words="help", **more)


def test_a_marker_puts_apart_what_stood_in_plain_and_what_comes_while_it_stands(staff, owner):
    first = call()
    child = {"ref": "C1", "role": "child", "given_name": "Cecil", "family_name": "Quillfeather", **LIVES}
    housed = event(
        "risk.assessed", ago(days=8), HER | LIVES, child, BORIS | {"address": "1 Example Road"}, grade="high", source="southmere"
    )
    agreed = event("plan.action_agreed", ago(days=7), ANNA, action=f"locks at {ADDRESS}", owner_agency="northshire-homes")
    made = event("plan.made", ago(days=7), about=agreed, summary=f"she stays at {ADDRESS}")
    of_others = event("call.received", ago(days=6), CLARA | {"address": "9 Other Road"}, DMITRI, domestic=True)
    heads = verify().heads
    assert in_events(owner)
    event("marker.set", ago(days=5), ANNA, BORIS, **MARKED)
    later = event("call.received", ago(days=4), ANNA | LIVES, BORIS, domestic=True)
    assert in_events(owner) == []
    assert (told(first).people[0].address, told(first).data) == ("", {"domestic": True, "words": "help"})
    assert told(housed).people[1].address == ""
    assert told(housed).people[2].address == "1 Example Road"
    assert told(of_others).people[0].address == "9 Other Road"
    for key in (first, housed, later):
        assert whole(key).people[0].address == ADDRESS
    assert (whole(agreed).data["action"], whole(made).data["summary"]) == (f"locks at {ADDRESS}", f"she stays at {ADDRESS}")
    assert Person.everything.get(given_name="Anna").address == ""
    assert verify().faults == []
    assert {agency: head for agency, head in verify().heads.items() if agency in heads}.keys() == heads.keys()


def test_no_check_confirms_it(staff):
    call()
    asked = query_features(address=ADDRESS, postcode=POSTCODE)

    def found() -> list[str]:
        with session() as cursor:
            named = check(cursor, query_features(given_name="Anna", family_name="Quillfeather", address=ADDRESS, postcode=POSTCODE)).matches
            return [*(str(match.why) for match in check(cursor, asked).matches), *(match.words for match in named)]

    assert any("address" in words for words in found())
    event("marker.set", ago(days=5), ANNA, BORIS, **MARKED)
    assert len(found()) == 1
    assert not any("address" in words for words in found())


def test_its_digest_is_what_it_was_and_the_same_event_again_a_duplicate(staff):
    first = call(key="one")
    with session() as cursor:
        before = rows(cursor, "SELECT digests, digest FROM chronology_event WHERE seq = %s", [number(first)])
    event("marker.set", ago(days=5), ANNA, BORIS, **MARKED)
    with session() as cursor:
        assert rows(cursor, "SELECT digests, digest FROM chronology_event WHERE seq = %s", [number(first)]) == before
    assert any(ADDRESS in line.decode() for line in exported())
    assert not any(ADDRESS in line.decode() for line in exported(without_confidential=True))


@pytest.mark.parametrize("ends", ["lifted", "expired"])
def test_when_it_is_lifted_nothing_comes_back_and_what_is_recorded_afterwards_is_open(staff, ends):
    first = call()
    marker = {"expires": ago(days=3).date().isoformat()} if ends == "expired" else {}
    event("marker.set", ago(days=5), ANNA, BORIS, **MARKED, **marker)
    if ends == "lifted":
        event("marker.lifted", ago(days=3), ANNA, BORIS, **MARKED)
    after = event("call.received", ago(days=1), ANNA | {"address": "2 Open Road", "postcode": "XN4 3AB"}, BORIS, domestic=True)
    assert told(first).people[0].address == ""
    assert told(after).people[0].address == "2 Open Road"
    assert Person.everything.get(given_name="Anna").address == "2 Open Road"


def raws() -> list[dict]:
    def raw(key, kind, day, people, source="north", **more):
        return {
            "id": key, "source": source, "kind": kind, "occurred_at": f"2026-01-{day:02}T10:00:00+00:00", "agency": "northshire-police",
            "people": people,
        } | more  # fmt: skip

    return [
        raw("1", "call.received", 2, [ANNA | LIVES, BORIS], data={"domestic": True, "address_given": ADDRESS}),
        raw("2", "call.received", 3, [ANNA | LIVES | {"phone": "07700 900123", "confidential": ["phone"]}, BORIS], data={"domestic": True}),
        raw("3", "marker.set", 4, [ANNA, BORIS], data=MARKED),
        raw("4", "plan.action_agreed", 5, [HER], source="south", data={"action": "locks", "owner_agency": "northshire-homes"}),
        raw("5", "call.received", 6, [HER | LIVES, BORIS], source="south", data={"domestic": True}),
        raw("6", "marker.lifted", 7, [ANNA, BORIS], data=MARKED),
        raw("7", "call.received", 8, [ANNA | {"address": "2 Open Road"}, BORIS], data={"domestic": True}),
        raw("8", "marker.set", 9, [CLARA, DMITRI], data=MARKED),
        raw("9", "call.received", 9, [CLARA | {"address": "3 Shut Road"}, DMITRI], data={"domestic": True}),
        raw("a", "event.voided", 10, [], about=["8"], data={"reason": "the wrong person"}),
    ]  # fmt: skip


def test_the_order_of_arrival_changes_nothing_that_is_worked_out(databases, django_db_blocker, tmp_path):
    listed = raws()
    with django_db_blocker.unblock():
        expected = one_by_one(databases, listed)
        assert differences(expected, one_by_one(databases, listed[::-1])) == []
        assert differences(expected, in_bulk(databases, listed[4:] + listed[:4], tmp_path)) == []
        assert differences(expected, mixed(databases, random.Random(7).sample(listed, len(listed)), 3)) == []
    assert [read_event(each).kind for each in listed].count("marker.set") == 2
