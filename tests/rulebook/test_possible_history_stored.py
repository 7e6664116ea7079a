"""That the people of a call may be those of an earlier domestic call, in duties as they stand in the database: as a review finds it,
whichever was recorded first, and as people answer whether they are."""

import threading

import pytest
from django.db import DatabaseError, connection

from chronology.raws import write
from harness.recorded import ago, event
from rulebook.as_reviewed import assert_stored_as_reviewed
from safehold.chronology.envelope import EventId, read_event
from safehold.chronology.importing import import_files
from safehold.identity.link import link
from safehold.identity.models import Unsure
from safehold.rulebook.models import Obligation
from safehold.rulebook.sentences import MAYBE

KATARZYNA = {"role": "victim", "given_name": "Katarzyna", "family_name": "Wisniewska", "date_of_birth": "1988-02-03", "sex": "female"}
TOMASZ = {"role": "suspect", "given_name": "Tomasz", "family_name": "Grabowski", "date_of_birth": "1985-06-07", "sex": "male"}
SPELT = (("Katarzina", "Wisniewska"), ("Kasia", "Wisniewska"), ("Katarzyna", "Wisniewska"))
CALLED = (("Tomas", "Grabowski"), ("Tomek", "Grabowski"), ("Tomasz", "Grabowski"))
NOBODY = {"role": "suspect", "given_name": "Ekow", "family_name": "Underhillock", "sex": "male", "relation": "none"}


def misheard(person, spelt):
    """As somebody heard it: the first of these ways of which the machine cannot say whether it is the same person."""
    for given, family in spelt:
        heard = {"role": person["role"], "given_name": given, "family_name": family, "sex": person["sex"]}
        raws = [
            {"source": number, "id": number, "kind": "call.received", "occurred_at": f"2026-0{number}-01", "agency": "a", "people": [each]}
            for number, each in (("1", {"ref": "a"} | person), ("2", {"ref": "b"} | heard))
        ]
        linked = link(map(read_event, raws))
        if len(linked.possible) == 1:
            return heard
    raise AssertionError("each of these is surely the same, or surely not")


@pytest.fixture(scope="module")
def her():
    return misheard(KATARZYNA, SPELT)


@pytest.fixture(scope="module")
def him():
    """Who is no partner of hers, as the caller has it: so that only who they may be speaks for more."""
    return misheard(TOMASZ, CALLED) | {"relation": "none"}


@pytest.fixture(autouse=True)
def _stands_as_a_review_finds_it(database):
    yield
    assert_stored_as_reviewed()


def call(key, victim, suspect=None, *, at=None, domestic=False, **more):
    """Each from a source of its own, so that no number says who it is."""
    people = [{"ref": f"{key}-{person['role']}"} | person for person in (victim, suspect) if person]
    return event("call.received", at or ago(days=1), *people, source=key, key=key, channel="999", domestic=domestic, **more)


def earlier(key="earlier", victim=KATARZYNA, suspect=TOMASZ, *, days=9, **more):
    return call(key, victim, suspect, at=ago(days=days), **{"domestic": True} | more)


def flag(key: str) -> str:
    """What became of the duty to mark this call; nothing where there is none."""
    found = Obligation.everything.filter(rule="domestic-flag", trigger=f"{key}/{key}").values_list("state", flat=True)
    return found[0] if found else ""


def judged(one: str, other: str, judgement: str, role: str) -> EventId:
    return event("identity.judged", ago(hours=1), a=f"{one}/{one}/{one}-{role}", b=f"{other}/{other}/{other}-{role}", judgement=judgement)


def undone(judgement: EventId) -> None:
    event("identity.undone", ago(minutes=1), about=judgement, why="by mistake")


def test_people_who_may_be_those_of_an_earlier_domestic_call_make_it_uncertain_and_it_says_so(her, him):
    earlier()
    call("later", her, him)
    assert flag("later") == "uncertain"
    (duty,) = Obligation.everything.filter(rule="domestic-flag", trigger="later/later")
    assert duty.outcome == MAYBE


def test_it_does_not_matter_which_was_recorded_first(her, him):
    call("later", her, him)
    assert flag("later") == ""
    earlier()
    assert flag("later") == "uncertain"


def test_it_stands_after_an_import(her, him, tmp_path):
    def raw(key, at, domestic, *people):
        named = [{"ref": f"{key}-{person['role']}"} | person for person in people]
        found = {"source": key, "id": key, "kind": "call.received", "occurred_at": at, "agency": "northshire-police", "people": named}
        return found | {"data": {"domestic": domestic, "channel": "999"}}

    raws = [
        raw("later", "2026-04-01T10:00:00+01:00", False, her, him),
        raw("earlier", "2026-03-01T10:00:00+00:00", True, KATARZYNA, TOMASZ),
    ]
    import_files([write(tmp_path / "events.jsonl", raws)])
    assert flag("later") == "uncertain"


def test_a_later_domestic_call_and_one_that_was_not_domestic_are_no_history(her, him):
    earlier(days=0.5)
    earlier("ordinary", domestic=False)
    call("later", her, him)
    assert flag("later") == ""


def test_once_they_are_said_to_be_the_same_it_is_broken_and_once_not_it_is_none(her, him):
    earlier()
    call("later", her, him)
    same = [judged("earlier", "later", "linked", role) for role in ("victim", "suspect")]
    assert flag("later") == "breached"
    undone(same[0])
    assert flag("later") == "uncertain"
    undone(same[1])
    assert flag("later") == "uncertain"
    not_she = judged("earlier", "later", "not_linked", "victim")
    assert flag("later") == ""
    undone(not_she)
    assert flag("later") == "uncertain"
    judged("earlier", "later", "unsure", "victim")
    assert flag("later") == "uncertain"


def test_a_call_that_names_only_her_may_be_about_him(her):
    earlier()
    call("later", her)
    assert flag("later") == "uncertain"


def test_what_is_struck_out_corrected_or_comes_later_is_followed(her, him):
    call("later", her, him)
    first = earlier()
    second = earlier("second", days=5)
    event("event.voided", ago(hours=3), about=first, reason="another's", source="earlier")
    assert flag("later") == "uncertain"
    people = [{"ref": f"second-{person['role']}"} | person for person in (KATARZYNA, TOMASZ)]
    assert flag("later") == "uncertain"
    event("call.received", ago(days=5), *people, corrects=second, source="second", channel="999", domestic=False)
    assert flag("later") == ""


def test_a_third_record_that_makes_them_one_settles_it(her, him):
    """She gives her address, and then both: whoever the machine can link by that is no longer in doubt."""
    home = {"address": "17 Larkspur Gardens, Northtown", "postcode": "XN4 3AB", "phone": "07700 900456"}
    earlier()
    call("later", her | home, him)
    call("third", KATARZYNA | home, TOMASZ, at=ago(hours=2))
    assert flag("third") == "breached"


def test_only_whom_the_call_may_be_about_counts(her):
    earlier()
    call("later", her, NOBODY)
    assert flag("later") == ""


def test_of_a_restricted_case_no_other_says_anything(her, him):
    first = earlier()
    call("later", her, him)
    kept = event("record.restricted", ago(hours=2), about=first, to=["n1"], reason="conflict of interest", source="earlier")
    assert flag("later") == ""
    event("event.voided", ago(hours=1), about=kept, reason="no longer", source="earlier")
    assert flag("later") == "uncertain"


def test_one_who_may_be_anybody_is_nobody_in_particular(her, him, monkeypatch):
    monkeypatch.setattr("safehold.identity.cases.MOST_POSSIBLE", 1)
    earlier()
    call("later", her, him)
    assert flag("later") == "uncertain"
    earlier("namesake", KATARZYNA | {"date_of_birth": "1961-11-30"}, TOMASZ | {"date_of_birth": "1999-12-31"})
    assert flag("later") == ""


def test_marking_the_call_ends_it(her, him):
    earlier()
    later = call("later", her, him)
    event("call.reclassified", ago(hours=2), about=later, domestic=True, source="later")
    assert flag("later") == "released"


def test_two_calls_that_are_taken_in_the_same_moment_see_each_other(her, him):
    faults: list[Exception] = []
    both = threading.Barrier(2)

    def takes(record) -> None:
        try:
            both.wait()
            record()
        except (DatabaseError, RuntimeError, ValueError) as error:
            faults.append(error)
        finally:
            connection.close()

    calls = [threading.Thread(target=takes, args=(each,)) for each in (earlier, lambda: call("later", her, him))]
    for each in calls:
        each.start()
    for each in calls:
        each.join()
    assert faults == []
    assert flag("later") == "uncertain"
    assert Unsure.objects.count() == 2
