"""What a correction marks as confidential is out of every comparison, in the record that it corrects too, in whatever order they come."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from chronology.state import differences
from chronology.ways import in_bulk, mixed, one_by_one
from harness.recorded import BORIS, ago, event
from safehold.chronology.envelope import read_event
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.session import session
from safehold.identity.check import check
from safehold.identity.decided import number_of
from safehold.identity.deciding import part, undo
from safehold.identity.features import query_features
from safehold.identity.hidden_since import hidden_since
from safehold.identity.link import link
from safehold.identity.models import Mention, Person

PHONE = "07700 900456"
ANNA = {"ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "phone": PHONE, "address": "14 Hidden Mews"}
HIDDEN = {"confidential": ["phone", "address"]}


def call(person, source="northshire-records", **more):
    return event("call.received", ago(days=3), person, BORIS, channel="999", domestic=True, source=source, **more)


def found(**said) -> list[int]:
    with session() as cursor:
        return [match.person for match in check(cursor, query_features(**said)).matches]


def stored(database) -> str:
    """All that is kept for comparing, as text."""
    with psycopg.connect(database.owner) as owner:
        features = owner.execute("SELECT string_agg(encode(features, 'escape'), ' ') FROM identity_profile").fetchone()
        why = owner.execute("SELECT string_agg(why::text, ' ') FROM identity_judgement").fetchone()
    return f"{features}{why}".casefold()


@pytest.mark.parametrize("between", [False, True])
def test_a_check_confirms_nothing_that_was_made_confidential_afterwards(database, between):
    first = call(ANNA)
    assert found(phone=PHONE)
    assert "447700900456" in stored(database)
    middle = call(ANNA | {"sex": "female"}, corrects=first) if between else first
    call(ANNA | HIDDEN, corrects=middle)
    assert found(phone=PHONE) == found(address="14 Hidden Mews") == []
    assert found(given_name="Anna", family_name="Quillfeather", phone=PHONE) != []
    assert "447700900456" not in stored(database)
    assert "hidden" not in stored(database)
    assert Person.everything.get(family_name="Quillfeather").phones == []
    assert rebuild(check=True).differences == []


def test_a_link_that_rested_on_it_alone_is_judged_again_without_it(database):
    first = call(ANNA)
    call({**ANNA, "ref": "Z1", "family_name": ""}, source="southmere-records")
    assert Person.everything.filter(given_name="Anna").count() == 1 or "phone" in stored(database)
    call(ANNA | HIDDEN, corrects=first)
    assert '"phone"' not in stored(database)
    assert Person.everything.filter(given_name="Anna").count() == 2
    assert rebuild(check=True).differences == []


def test_what_others_said_openly_stays_open(database):
    first = call(ANNA)
    call(ANNA, source="northshire-records")  # the same profile, which nobody has corrected
    call(ANNA | HIDDEN, corrects=first)
    assert len(found(phone=PHONE)) == 1
    assert len(set(Mention.objects.filter(ref="N1").values_list("profile_id", flat=True))) == 2
    assert rebuild(check=True).differences == []


def test_a_mention_that_somebody_holds_apart_says_less_as_well(database, viewer_as):
    first, _ = call(ANNA), call(ANNA)
    (person,) = set(Mention.objects.filter(ref="N1").values_list("person_id", flat=True))
    mine = Mention.objects.filter(ref="N1").order_by("id").values_list("id", flat=True)[0]
    act = part(by=viewer_as("da_specialist"), person=person, mentions=[mine], why="another")
    call(ANNA | HIDDEN, corrects=first)
    assert rebuild(check=True).differences == []
    undo(by=viewer_as("da_specialist"), judgement=number_of(act), why="the same")
    assert rebuild(check=True).differences == []
    assert len(found(phone=PHONE)) == 1


def raws() -> list[dict[str, object]]:
    def raw(number, person, corrects=0, **more):
        at = f"2026-0{number}-11T10:00:00Z"
        told = {"source": "s", "id": f"e{number}", "kind": "call.received", "occurred_at": "2026-01-11T10:00:00Z", "recorded_at": at}
        told |= {"agency": "northshire-police", "people": [person, BORIS], "data": {"channel": "999", "domestic": True}}
        return told | ({"corrects": {"source": "s", "id": f"e{corrects}"}} if corrects else {}) | more

    other = ANNA | {"ref": "Z1", "given_name": "Anya", "family_name": ""}
    return [
        raw(1, ANNA),
        raw(2, ANNA | {"sex": "female"}, corrects=1),
        raw(3, ANNA | {"confidential": ["phone"]}, corrects=2),
        raw(4, ANNA),
        raw(5, other, source="t"),
        raw(6, ANNA | {"phone": "01632 960123", "confidential": ["address"]}, corrects=3),
        raw(7, {"ref": "N1", "role": "victim", "phone": PHONE}),
        raw(8, {"ref": "N1", "role": "victim", "phone": PHONE, "confidential": ["phone"]}, corrects=7),
    ]


def test_in_whatever_order_they_come_the_same_is_left(databases, django_db_blocker):
    listed = raws()
    with django_db_blocker.unblock(), TemporaryDirectory() as folder:
        expected = one_by_one(databases, listed)
        for order in (listed[::-1], [listed[place] for place in (2, 0, 5, 3, 1, 4, 7, 6)]):
            assert differences(expected, one_by_one(databases, order)) == []
        assert differences(expected, in_bulk(databases, listed[3:] + listed[:3], Path(folder))) == []
        assert differences(expected, mixed(databases, listed[::-1], 3)) == []


def test_a_review_of_the_same_file_links_by_no_more():
    events = [read_event(raw) for raw in raws()]
    assert hidden_since(events)[events[0].id, "N1"] == {"phone", "address"}
    assert (events[5].id, "N1") not in hidden_since(events)
    assert PHONE.replace(" ", "")[1:] not in str([each.why for each in link(events[:3]).judgements])
