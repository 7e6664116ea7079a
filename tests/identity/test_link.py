import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.people import event, mention
from safehold.chronology.envelope import EventId, read_event
from safehold.identity.cases import MentionId
from safehold.identity.link import link

PUBLISHED = Path(__file__).parents[1] / "cases"


def who(linked, *names):
    """The person of each mention, named "event/ref"."""
    found = {f"{each.event.id}/{each.ref}": person for each, person in linked.persons.items()}
    return [found[name] for name in names]


def judged(key, a, b, judgement, *, recorded_at=1):
    return event(key, kind="identity.judged", recorded_at=recorded_at, data={"a": a, "b": b, "judgement": judgement})


RARE = ("Craig", "Dunmore", "1989", "male")


def test_one_person_under_two_numbers_is_linked():
    linked = link([event("a", mention(*RARE, ref="1")), event("b", mention(*RARE, ref="2"))])
    assert len(set(linked.persons.values())) == 1
    (said,) = linked.judgements
    assert (said.judgement, said.a.ref, said.b.ref) == ("linked", "1", "2")
    assert said.words == "same surname, same given name, same birth year, same sex"


def test_a_person_is_the_number_of_the_first_mention():
    linked = link(
        [event("b", mention(*RARE, ref="2"), at="2024-02-01"), event("a", mention("X", ref="9"), mention(*RARE), at="2024-01-01")]
    )
    assert who(linked, "a/1", "b/2") == [1, 1]


def test_a_later_call_with_a_mistyped_address_an_anglicised_name_and_no_phone_is_not_missed():
    first = mention("Piotr", "Kowalski", "1985-03-04", "male", ref="1", address="12 Elm Road, Chelmsford", phone="01632 960111")
    later = mention("Peter", "Kowalsky", "", "male", ref="2", address="21 Elm Road")
    linked = link([event("a", first), event("b", later)])
    assert [each.judgement for each in linked.judgements] == ["unsure"]


def test_one_without_a_name_is_the_one_named_under_the_same_number():
    linked = link([event("a", mention(*RARE)), event("b", mention()), event("c", mention(ref="2")), event("d", mention(), source="south")])
    one, same, another, elsewhere = who(linked, "a/1", "b/1", "c/2", "d/1")
    assert one == same
    assert len({one, another, elsewhere}) == 3


def test_those_without_a_name_under_one_number_are_one():
    linked = link([event("a", mention()), event("b", mention())])
    assert len(set(linked.persons.values())) == 1


def test_a_number_that_was_given_to_two_people_joins_nobody_without_a_name():
    linked = link([event("a", mention(*RARE)), event("b", mention("Lily", "Farrant", "1997", "female")), event("c", mention())])
    assert len(set(who(linked, "a/1", "b/1", "c/1"))) == 3


def test_people_can_say_that_two_are_the_same():
    people = [event("a", mention("Xiaoming", "Wang", ref="1")), event("b", mention("Michael", "Wang", ref="2"))]
    assert len(set(link(people).persons.values())) == 2
    linked = link([*people, judged("j", "a/1", "b/2", "linked")])
    assert len(set(linked.persons.values())) == 1
    assert [(each.judgement, each.probability) for each in linked.judgements] == [("linked", 1.0)]


def test_people_can_say_that_two_are_not_the_same():
    people = [event("a", mention(*RARE, ref="1")), event("b", mention(*RARE, ref="2"))]
    linked = link([*people, judged("j", {"event": "a", "ref": "1"}, {"event": {"source": "north", "id": "b"}, "ref": "2"}, "not_linked")])
    assert len(set(linked.persons.values())) == 2
    assert linked.judgements == []


def test_people_can_part_two_mentions_that_say_the_same_under_one_number():
    people = [event("a", mention(*RARE)), event("b", mention(*RARE))]
    linked = link([*people, judged("j", "north/a/1", "north/b/1", "not_linked")])
    assert len(set(linked.persons.values())) == 2


def test_the_latest_judgement_of_a_pair_holds_and_an_undone_one_does_not():
    people = [event("a", mention("Xiaoming", "Wang", ref="1")), event("b", mention("Michael", "Wang", ref="2"))]
    first, later = judged("j", "a/1", "b/2", "linked"), judged("k", "b/2", "a/1", "not_linked", recorded_at=2)
    undone = event("u", kind="identity.undone", recorded_at=3, data={"judgement": "k"})
    assert len(set(link([*people, first, later]).persons.values())) == 2
    assert len(set(link([*people, first, later, undone]).persons.values())) == 1


def test_a_judgement_of_someone_who_is_not_there_is_left_out():
    people = [event("a", mention(*RARE))]
    assert len(set(link([*people, judged("j", "a/1", "nowhere/1", "linked")]).persons.values())) == 1


def test_whom_people_could_not_decide_on_the_machine_does_not_link():
    people = [event("a", mention(*RARE, ref="1")), event("b", mention(*RARE, ref="2"))]
    linked = link([*people, judged("j", "a/1", "b/2", "unsure")])
    assert len(set(linked.persons.values())) == 2
    assert [each.judgement for each in linked.judgements] == ["unsure"]


def test_a_household_is_not_chained_into_one():
    home = {"address": "1 Elm Road", "postcode": "CM1 2AB", "phone": "01632 960111"}
    people = [
        mention("Keith", "Ashby", "1950-04-05", "male", ref="father", **home),
        mention("Keith", "Ashby", "1975-08-05", "male", ref="son", **home),
        mention("Carol", "Ashby", "1952-08-05", "female", ref="mother", **home),
        mention("Anna", "Ashby", "1990-04-05", "female", ref="twin", **home),
        mention("Clare", "Ashby", "1990-04-05", "female", ref="other twin", **home),
    ]
    linked = link([event("a", *people), event("b", mention("Keith", "Ashby", "", "male", ref="father or son", **home))])
    assert len(set(linked.persons.values())) == 6
    unsure = {frozenset((each.a.ref, each.b.ref)) for each in linked.judgements}
    assert {frozenset(("father", "father or son")), frozenset(("son", "father or son"))} <= unsure
    assert {each.judgement for each in linked.judgements} == {"unsure"}


def test_names_of_ten_thousand_letters_and_of_any_script_are_taken():
    odd = ["x" * 10_000, "\u202eמשה", "😀😀", "محمد", "'", "O" * 5_000 + "'", "\u0000"]
    linked = link([event(f"e{number}", mention(name, name, ref=str(number))) for number, name in enumerate(odd)])
    assert len(linked.persons) == len(odd)


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("penalised-victim-2016", {"v", "s"}),
        ("refuge-escort-2008", {"v", "s", "m", "c1", "c2"}),
        ("unlinked-calls-2007", {"v", "s", "w", "m", *(f"r{number}" for number in range(12))}),
    ],
)
def test_the_people_of_the_published_cases_are_told_apart_and_held_together(file, wanted):
    events = [read_event(json.loads(line)) for line in (PUBLISHED / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]
    linked = link(events)
    persons = {ref: {person for each, person in linked.persons.items() if each.ref == ref} for ref in wanted}
    assert all(len(found) == 1 for found in persons.values())
    assert len(set().union(*persons.values())) == len(wanted)
    assert set(linked.persons) == {MentionId(each.id, one.ref) for each in events for one in each.people}


def test_the_calls_that_were_never_linked_are_linked_to_her_other_name():
    lines = (PUBLISHED / "unlinked-calls-2007.jsonl").read_text(encoding="utf-8").splitlines()
    events = [read_event(json.loads(line)) for line in lines]
    later = event("later", mention("Joanie", "Tranter", "", "female", ref="caller"), source="another force")
    said = [each for each in link([*events, later]).judgements if each.a.ref == "v" or each.b.ref == "v"]
    assert [each.judgement for each in said] == ["unsure"]
    assert "surname among the other names" in said[0].words


HOME = {"address": "1 Elm Road", "postcode": "CM1 2AB"}
MENTIONS = st.builds(
    lambda given_name, family_name, born, sex, home, ref: mention(given_name, family_name, born, sex, ref, **home),
    st.sampled_from(["", "Joan", "Joanie", "Keith", "Xiaoming"]),
    st.sampled_from(["", "Ashby", "Tranter", "Ashbee"]),
    st.sampled_from(["", "1951", "1951-03-04", "1975-03-04"]),
    st.sampled_from(["", "female", "male"]),
    st.sampled_from([{}, HOME]),
    st.sampled_from(["1", "2", "3"]),
)


@st.composite
def chronologies(draw):
    count = draw(st.integers(1, 6))
    months = [draw(st.sampled_from(["2024-01-01", "2024-02", "2023"])) for _ in range(count)]
    people = [event(f"e{number}", *draw(st.lists(MENTIONS, min_size=1, max_size=2)), at=months[number]) for number in range(count)]
    names = [f"{each.id.id}/{one.ref}" for each in people for one in each.people]
    for number in range(draw(st.integers(0, 3))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        people.append(judged(f"j{number}", a, b, draw(st.sampled_from(["linked", "not_linked", "unsure"])), recorded_at=number))
    return people


@settings(max_examples=150)
@given(chronologies(), st.randoms(use_true_random=False))
def test_the_order_of_the_events_changes_nothing(events, chance):
    first = link(events)
    shuffled = list(events)
    chance.shuffle(shuffled)
    again = link(shuffled)
    assert again.persons == first.persons
    assert again.judgements == first.judgements


@given(chronologies())
def test_what_people_held_apart_stays_apart(events):
    linked = link(events)
    latest = {}
    for each in events:
        if each.kind == "identity.judged":
            a, b = (MentionId(EventId("north", each.data[name].split("/")[0]), each.data[name].split("/")[1]) for name in ("a", "b"))
            latest[frozenset((a, b))] = each.data["judgement"]
    for both, judgement in latest.items():
        if len(both) == 2 and judgement == "not_linked":
            a, b = both
            assert linked.persons[a] != linked.persons[b]
