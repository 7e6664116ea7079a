"""Judging who is one, parting them, and taking it back: what people say holds, and undone it leaves nothing behind."""

import json
import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chronology.chronologies import CHILD, MEN, WOMEN
from chronology.raws import write
from chronology.state import State, differences, state
from chronology.ways import holding
from harness.recorded import event
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.exporting import exported
from safehold.chronology.importing import import_files
from safehold.chronology.models import StoredEvent
from safehold.chronology.rebuilding import rebuild
from safehold.identity import candidates
from safehold.identity.actions import Gone, NotAJudgement
from safehold.identity.decided import acts, number_of
from safehold.identity.deciding import HeldApart, NothingToPart, judge_people, part, undo
from safehold.identity.models import Decision, Judgement, Mention, Person, Profile
from safehold.identity.reconciling import sharing
from safehold.identity.reconciling.run import reconcile

# What tells how records are held, and not of whom: a record that was held apart stays a profile of its own.
HOW_HELD = {"identity_decision", "identity_profile", "identity_key"}
BY = Viewer(1, "n1", "N", "northshire-police", "Northshire Police", "police", "da_specialist", 1)
WHY = "She said so herself"


def people_stand(address: str) -> State:
    found = state(address)
    found["identity_mention"] = type(found["identity_mention"])(
        tuple(value for place, value in enumerate(row) if place != 4) for row in found["identity_mention"].elements()
    )
    return {table: rows for table, rows in found.items() if table not in HOW_HELD}


def recorded() -> None:
    """Everybody of the drawn chronologies, met twice, with a man each."""
    for number, woman in enumerate((*WOMEN, *WOMEN[:3], WOMEN[4])):
        people = [woman | {"role": "victim"}, MEN[number % len(MEN)] | {"role": "suspect"}, *([CHILD] if number % 3 == 0 else [])]
        event("call.received", f"2024-03-0{number % 5 + 1}T1{number % 10}:00:00+00:00", *people, channel="999", domestic=True)
    event("risk.assessed", "2024-03-06", WOMEN[0] | {"role": "victim"}, MEN[0] | {"role": "suspect"}, instrument="dash", grade="high")


@pytest.fixture
def held(database) -> str:
    recorded()
    return database.owner


def persons() -> list[int]:
    return list(Person.everything.order_by("id").values_list("id", flat=True))


def act(step: tuple[str, int, int], done: list[int]) -> None:
    what, one, other = step
    numbers = persons()
    a, b = numbers[one % len(numbers)], numbers[other % len(numbers)]
    mentions = list(Mention.objects.filter(person_id=a).order_by("id").values_list("id", flat=True))
    before = set(Decision.objects.values_list("event_id", flat=True))
    try:
        if what == "undo":
            if done:
                undo(by=BY, judgement=done.pop(other % len(done)), why=WHY)
            return
        if what == "part":
            part(by=BY, person=a, mentions=mentions[: 1 + other % max(1, len(mentions) - 1)], why=WHY)
        else:
            judge_people(by=BY, one=a, other=b, judgement=what, why=WHY)
    except (Gone, NothingToPart):
        return
    done.append(min(set(Decision.objects.values_list("event_id", flat=True)) - before))


STEPS = st.lists(
    st.tuples(st.sampled_from(("linked", "linked", "not_linked", "unsure", "part", "undo")), st.integers(0, 30), st.integers(0, 30)),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None, max_examples=20, phases=[Phase.generate])
@given(steps=STEPS, seed=st.integers(0, 10_000))
def test_whatever_was_judged_and_undone_in_whatever_order_nothing_of_it_is_left(held, steps, seed) -> None:
    """Each example begins where the one before ended, which is where the first began."""
    order = random.Random(seed)
    before = people_stand(held)
    done: list[int] = []
    for step in steps:
        act(step, done)
    if order.random() < 0.2:
        assert rebuild(check=True).differences == []
    order.shuffle(done)
    for judgement in done:
        undo(by=BY, judgement=judgement, why="It was a slip")
    assert not Decision.objects.filter(stands=True).exists()
    assert differences(before, people_stand(held)) == []


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None, max_examples=8, phases=[Phase.generate])
@given(steps=STEPS, seed=st.integers(0, 10_000))
def test_partly_taken_back_all_stands_as_if_nothing_but_the_rest_had_ever_been_judged(databases, django_db_blocker, steps, seed) -> None:
    order = random.Random(seed)
    with django_db_blocker.unblock(), TemporaryDirectory() as folder:
        with holding(databases) as address:
            recorded()
            done: list[int] = []
            for step in steps:
                act(step, done)
            for judgement in order.sample(done, order.randint(0, len(done))):
                undo(by=BY, judgement=judgement, why="It was a slip")
            with pytest.MonkeyPatch.context() as patch:  # the keys that are read at night alone bring more to light
                patch.setattr(sharing, "HIGHEST_RANK_AT_NIGHT", candidates.HIGHEST_RANK)
                assert reconcile(change=lambda _: False, everything=True)[0].found == []
            kept = [json.loads(line) for line in exported()]
            stood, found = standing(), all_but_what_was_taken_back(address)
        rest = [raw for raw in kept if raw["kind"] not in UNDONE or (raw["source"], raw["id"]) in stood]
        with holding(databases) as address:
            import_files([write(Path(folder) / "rest.jsonl", order.sample(rest, len(rest)))])
            assert differences(all_but_what_was_taken_back(address), found) == []


UNDONE = ("identity.judged", "identity.undone")


def standing() -> set[tuple[str, str]]:
    events = Decision.objects.filter(stands=True).values_list("event_id", flat=True)
    return set(StoredEvent.objects.filter(seq__in=list(events)).values_list("source", "source_id"))


def all_but_what_was_taken_back(address: str) -> State:
    """With what the machine holds of any two; without the judgements themselves."""
    named = {number: (profile.source, profile.ref, bytes(profile.fingerprint)) for number, profile in Profile.objects.in_bulk().items()}
    judged = Judgement.objects.exclude(judgement="weighed").values_list("a", "b", "judgement", "weight")
    pairs = [(*sorted((named[a], named[b])), said, round(weight, 6)) for a, b, said, weight in judged if a in named and b in named]
    return {table: rows for table, rows in state(address).items() if table != "identity_decision"} | {"judgements": Counter(pairs)}


def the(ref: str, **said: str) -> dict[str, str]:
    return {"ref": ref, "role": "victim", "given_name": "Vera", "family_name": "Marlow", "date_of_birth": "1980-02-03"} | said


def met(*people: dict[str, str], day: int = 1) -> None:
    event("call.received", f"2024-03-{day:02}T09:00:00+00:00", *people, channel="999", domestic=True)


def person_of(ref: str) -> int:
    return Profile.objects.filter(ref=ref).order_by("id").values_list("person_id", flat=True)[0]


def test_linking_two_who_contradict_one_another_leaves_none_of_their_other_records_behind(database):
    for day in range(1, 5):
        met(the("w1", phone=f"07700 90010{day}"), day=day)
    met(the("w2", date_of_birth="1991-11-30", phone="07700 900109"), day=9)
    one, other = person_of("w1"), person_of("w2")
    assert one != other
    judge_people(by=BY, one=one, other=other, judgement="linked", why=WHY)
    assert set(Mention.objects.values_list("person_id", flat=True)) == {one}
    assert rebuild(check=True).differences == []
    undo(by=BY, judgement=acts(Mention.objects.values_list("id", flat=True))[0].seq, why="no")
    assert (person_of("w1"), person_of("w2")) == (one, other)


def test_two_who_are_nearest_where_neither_has_a_birth_date_become_one_whole_though_their_other_records_contradict(database):
    for ref, born, phone in (("w1", "1980-02-03", "1"), ("w2", "2011-11-30", "2")):
        for day, of in ((1, {"date_of_birth": born}), (2, {"date_of_birth": born, "phone": f"07700 90012{phone}"}), (3, {})):
            met({**the(ref, phone=f"07700 90011{phone}"), "date_of_birth": "", **of}, day=day)
    one, other = person_of("w1"), person_of("w2")
    assert Mention.objects.filter(person_id__in=(one, other)).count() == 6
    assert one != other
    first = judge_people(by=BY, one=one, other=other, judgement="linked", why=WHY)
    assert set(Mention.objects.values_list("person_id", flat=True)) == {one}
    undo(by=BY, judgement=number_of(first), why="no")
    assert sorted(Mention.objects.values_list("person_id", flat=True)) == [one] * 3 + [other] * 3


def test_those_who_were_parted_stay_apart_whoever_is_met_later(database):
    for ref in ("w1", "w2", "w3", "w4"):
        met(the(ref, phone="07700 900123"), day=int(ref[1]))
    person = person_of("w1")
    assert person_of("w4") == person
    picked = Mention.objects.filter(ref__in=["w3", "w4"]).values_list("id", flat=True)
    part(by=BY, person=person, mentions=picked, why=WHY)
    assert {person_of("w1"), person_of("w2")} == {person}
    assert person_of("w3") == person_of("w4") != person
    for day in range(5, 9):
        met(the(f"w{day}", phone="07700 900123"), day=day)
    assert {person_of("w1"), person_of("w2")}.isdisjoint({person_of("w3"), person_of("w4")})
    assert rebuild(check=True).differences == []


def test_one_record_is_parted_from_others_of_the_same_number_that_say_the_same_and_the_others_stay_one(database):
    for day in range(1, 5):
        met(the("w1"), day=day)
    met({"ref": "w1", "role": "victim"}, day=6)
    person = person_of("w1")
    (wrong,) = Mention.objects.filter(event_id=2).values_list("id", flat=True)
    part(by=BY, person=person, mentions=[wrong], why=WHY)
    now = dict(Mention.objects.values_list("event_id", "person_id"))
    assert now == {1: person, 2: wrong, 3: person, 4: person, 5: person}
    assert rebuild(check=True).differences == []
    undo(by=BY, judgement=acts([wrong])[0].seq, why="no")
    assert set(Mention.objects.values_list("person_id", flat=True)) == {person}
    met({"ref": "w1", "role": "victim"}, day=7)
    assert set(Mention.objects.values_list("person_id", flat=True)) == {person}


def test_of_people_who_are_not_the_same_no_two_records_are_joined_later(database):
    met(the("w1", phone="07700 900123"))
    met(the("w2", date_of_birth="1980-02", phone="07700 900123"), day=2)
    met(the("w9", given_name="Tamsin", date_of_birth="1980-02-03", phone="07700 900123"), day=3)
    one, other = person_of("w1"), person_of("w9")
    judge_people(by=BY, one=one, other=other, judgement="not_linked", why=WHY)
    (said,) = acts([one])
    assert (said.judgement, said.why, said.staff_id, len(said.mentions)) == ("not_linked", WHY, "n1", len(acts([other])[0].mentions))
    with pytest.raises(HeldApart):  # what holds people apart stands until it is taken back
        judge_people(by=BY, one=one, other=other, judgement="linked", why="They are, she says")
    undo(by=BY, judgement=said.seq, why="They are, she says")
    judge_people(by=BY, one=one, other=other, judgement="linked", why="They are, she says")
    assert person_of("w1") == person_of("w9")


def test_what_a_person_judged_is_kept_with_what_the_machine_had_said(database):
    met(the("w1"))
    met(the("w3", given_name="V", date_of_birth=""), day=2)
    judge_people(by=BY, one=person_of("w1"), other=person_of("w3"), judgement="linked", why=WHY)
    assert person_of("w1") == person_of("w3")


def test_only_those_who_may_judge_do_and_only_of_people_who_are_two(database):
    met(the("w1"))
    met(the("w9", given_name="Tamsin", family_name="Oxley"), day=2)
    one, other = persons()
    handler = Viewer(2, "n2", "N", "northshire-police", "Northshire Police", "police", "call_handler", 2)
    for doing in (
        lambda: judge_people(by=handler, one=one, other=other, judgement="linked", why=WHY),
        lambda: part(by=handler, person=one, mentions=[one], why=WHY),
        lambda: undo(by=handler, judgement=1, why=WHY),
    ):
        with pytest.raises(Refused):
            doing()
    with pytest.raises(NotAJudgement):
        judge_people(by=BY, one=one, other=other, judgement="perhaps", why=WHY)
    with pytest.raises(Gone):
        judge_people(by=BY, one=one, other=one, judgement="linked", why=WHY)
    with pytest.raises(NothingToPart):
        part(by=BY, person=one, mentions=[one], why=WHY)
    with pytest.raises(Gone):
        undo(by=BY, judgement=1, why=WHY)
