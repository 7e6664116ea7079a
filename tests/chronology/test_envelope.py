"""What is read of an event, what is refused and in which words, and what is only odd."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chronology.raws import person, raw, stefan, vera
from safehold.chronology.catalogue import CATALOGUE, BadCatalogue, load
from safehold.chronology.envelope import EventId, Refused, canonical, joined, parts, read_event

GOOD = raw("call.received", "c1", "2024-03-01T10:00:00+00:00", vera(), channel="999")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("text", "not a JSON object"),
        ([], "not a JSON object"),
        (None, "not a JSON object"),
        ({"id": None}, "id is missing"),
        ({"id": ""}, "id is missing"),
        ({"id": "  "}, "id is not text"),
        ({"id": 7}, "id is not text"),
        ({"id": "x" * 201}, "id is longer than 200 bytes"),
        ({"id": "公" * 67}, "id is longer than 200 bytes"),
        ({"id": "a\x00b"}, "id holds a NUL character"),
        ({"source": None}, "source is missing"),
        ({"source": "x" * 101}, "source is longer than 100 bytes"),
        ({"kind": None}, "kind is missing"),
        ({"kind": "call.imagined"}, "kind 'call.imagined' is not in the catalogue"),
        ({"occurred_at": None}, "occurred_at is missing"),
        ({"occurred_at": 2008}, "occurred_at is not text"),
        ({"occurred_at": "2008-13"}, "occurred_at: '2008-13' is not a date: month must be in 1..12"),
        ({"recorded_at": "2024-02-30"}, "recorded_at: '2024-02-30' is not a date"),
        ({"recorded_at": 5}, "recorded_at is not text"),
        ({"recorded_at": "2024-02-28"}, "recorded_at 2024-02-28 is before occurred_at 2024-03-01T10:00:00"),
        ({"agency": None}, "agency is missing"),
        ({"agency": "Northshire Police"}, "agency 'Northshire Police' is not a slug"),
        ({"agency": "north\n"}, "is not a slug"),
        ({"people": {}}, "people is not a list"),
        ({"people": [7]}, r"people\[0\] is not an object"),
        ({"people": [vera(), {"role": "victim"}]}, r"people\[1\]\.ref is missing"),
        ({"people": [{"ref": "v"}]}, r"people\[0\]\.role is missing"),
        ({"people": [{"ref": "v", "role": "wife"}]}, r"people\[0\]\.role 'wife' is not one of victim, suspect"),
        ({"people": [vera(given_name=["Vera"])]}, r"people\[0\]\.given_name is not text"),
        ({"people": [vera(aliases=7)]}, r"people\[0\]\.aliases is not a list"),
        ({"people": [vera(aliases=[["V"]])]}, r"people\[0\]\.aliases is not text"),
        ({"people": [vera() for _ in range(501)]}, "people has 501 entries; at most 500"),
        ({"data": []}, "data is not an object"),
        ({"actor": "me"}, "actor is not an object"),
        ({"actor": {"id": []}}, "actor.id is not text"),
        ({"about": [7]}, "about must hold ids"),
        ({"about": [{"source": "north"}]}, "about must hold ids"),
        ({"about": [{"id": 7}]}, "about: id is not text"),
        ({"about": [{"id": "c", "source": 7}]}, "about: source is not text"),
        ({"about": ["x" * 201]}, "about: id is longer"),
        ({"about": ["a\x00"]}, "about: id holds a NUL"),
        ({"corrects": ["c0"]}, "corrects must hold ids"),
        ({"corrects": "x" * 201}, "corrects: id is longer"),
        ({"note": []}, "note is not text"),
        ({"basis": {}}, "basis is not text"),
    ],
)
def test_what_is_refused_is_refused_by_the_name_of_the_field(given, why):
    changed = GOOD | given if isinstance(given, dict) else given
    with pytest.raises(Refused, match=why):
        read_event(changed)


def test_a_span_is_recorded_at_its_end_unless_it_says_when():
    coarse = raw(at="2008-07")
    assert read_event(coarse).recorded_at == read_event(coarse).occurred_at.latest
    assert read_event(coarse | {"recorded_at": "2008-07-15"}).recorded_at < read_event(coarse).occurred_at.latest


def test_fields_that_the_catalogue_does_not_know_are_kept_and_said_no_word_about():
    given = GOOD | {"data": {"channel": "999", "cad_colour": {"of": ["red", 7, None]}}, "their_own": 1}
    event = read_event(given)
    assert event.data["cad_colour"] == {"of": ["red", 7, None]}
    assert event.warnings == ()
    assert joined(list(parts(given)), list(parts(given).values())) == given


@pytest.mark.parametrize(
    ("kind", "data", "warning"),
    [
        ("call.received", {"domestic": "perhaps"}, "data.domestic 'perhaps' is neither true nor false"),
        ("call.received", {"domestic": 1}, "data.domestic 1 is neither true nor false"),
        ("call.received", {"channel": "fax"}, "data.channel 'fax' is not one of 999, 101"),
        ("call.received", {"channel": ["999"]}, r"data.channel \['999'\] is not one of"),
        ("call.received", {"fear_expressed": "twice"}, "data.fear_expressed 'twice' is not a whole number"),
        ("call.received", {"fear_expressed": True}, "data.fear_expressed True is not a whole number"),
        ("call.received", {"words": {"said": 1}}, "data.words .* is not text"),
        ("call.graded", {"grade": "urgent"}, "data.grade 'urgent' is not one of immediate"),
        ("attendance.recorded", {"suspect_present": "maybe"}, "data.suspect_present 'maybe' is not one of yes, no"),
        ("attendance.recorded", {"officers": [7]}, "data.officers is not a list of text"),
        ("attendance.recorded", {"reasons": "none"}, "data.reasons is not an object"),
        ("risk.assessed", {"score": "high"}, "data.score 'high' is not a number"),
        ("marac.referred", {"criteria": ["repeat", "luck"]}, "data.criteria 'luck' is not one of"),
        ("bail.set", {"until": "2024-13"}, "data.until '2024-13' is not a date: month"),
        ("bail.set", {"force": "Northshire Police"}, "data.force 'Northshire Police' is not a slug"),
        ("information.shared", {"with": "x" * 5_000}, "data.with .* is not a slug"),
        ("marac.listed", {"agencies": ["cps", "x" * 5_000]}, "data.agencies .* is not a slug"),
        ("call.joined", {"into": 7}, "data.into 7 is not the id of an event"),
        ("call.joined", {"into": {"id": "c", "source": 7}}, "data.into .* is not the id of an event"),
        ("call.joined", {"into": "x" * 5_000}, "data.into .* is not the id of an event"),
        ("identity.judged", {"a": 7}, "data.a does not name a mention"),
    ],
)
def test_a_value_of_another_type_is_a_warning_kept_as_it_came_and_read_as_unknown(kind, data, warning):
    given = raw(kind, "e", data=data)
    event = read_event(given)
    assert len(event.warnings) == 1
    assert re.search(warning, event.warnings[0])
    assert event.data == {}
    assert event.references == ()
    assert msgspec.json.decode(parts(given)["data"]) == data


def test_an_odd_relation_or_date_of_birth_of_a_person_is_a_warning():
    event = read_event(GOOD | {"people": [vera(relation="friend", born="1980-02-31")]})
    assert [warning.split(" ")[0].rstrip(":") for warning in event.warnings] == ["people[0].relation", "people[0].date_of_birth"]
    assert (event.people[0].relation, event.people[0].date_of_birth) == ("", "")


def test_empty_text_is_absent_and_absent_is_never_no():
    event = read_event(raw("call.received", "c", data={"domestic": None, "words": "", "channel": "999"}))
    assert event.data == {"channel": "999"}


def test_yes_and_no_are_read_in_the_ways_in_which_they_are_written():
    attendance = {"suspect_present": True, "photographs": False, "body_worn_video": "not_applicable"}
    assert read_event(raw("attendance.recorded", data=attendance)).data == {
        "suspect_present": "yes",
        "photographs": "no",
        "body_worn_video": "not_applicable",
    }
    assert read_event(raw(data={"domestic": "yes"})).data == {"domestic": True}


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "\u202eمشהל", "😀👩‍👧 \U0001f468", "O\u2019Brien-\u0301", "\x00Vera\x00", "\u0000", "ﬁ\u00a0\u200b"]
)
def test_names_of_any_length_and_script_are_taken_as_they_came(name):
    given = GOOD | {"people": [vera(given_name=name)], "data": {"words": name, "cad": [{name: name}]}, "note": name}
    event = read_event(given)
    assert event.people[0].given_name == name.replace("\x00", "").strip()
    assert "\x00" not in str((event.data, event.note))
    assert msgspec.json.decode(parts(given)["person:0"])["given_name"] == name


def test_half_of_a_character_is_refused_before_anything_is_stored():
    with pytest.raises(Refused, match="half of a character"):
        parts(GOOD | {"note": "\ud83d"})


def test_ids_are_of_the_same_source_unless_they_name_another():
    event = read_event(GOOD | {"about": ["a", {"id": "b"}, {"id": "c", "source": "south"}], "corrects": "d"})
    assert event.about == (EventId("north", "a"), EventId("north", "b"), EventId("south", "c"))
    assert event.corrects == EventId("north", "d")
    assert read_event(GOOD | {"about": "a"}).about == (EventId("north", "a"),)


def test_what_a_field_points_to_is_among_the_references():
    event = read_event(raw("call.joined", "j", about=["c2"], into="c1"))
    assert event.references == (EventId("north", "c2"), EventId("north", "c1"))


def value_of(field):
    if field.choices:
        return [field.choices[-1]] if field.shape == "list" else field.choices[-1]
    return {
        "bool": True, "int": 3, "number": 2.5, "text": "as said", "slug": "northshire-homes", "date": "2024-05",
        "time": "2024-05-01T10:00:00Z", "yn": "unknown", "event id": "c1", "mention": "c1/v1",
        "staff": {"id": "n1", "role": "idva"}, "list": ["one", "two"],
        "agency and role": {"agency": "cps", "role": "prosecutor"}, "answers": {"q1": "yes"}, "reasons": {"photographs": "refused"},
    }[field.shape]  # fmt: skip


@pytest.mark.parametrize("kind", CATALOGUE.kinds)
def test_every_kind_with_all_its_fields_is_read_whole_and_written_again_as_it_was(kind):
    given = raw(kind, "e", "2024-03-01T10:00:00+00:00", vera(), stefan(), note="as said", basis="a report", about=["c0"])
    given["data"] = {name: value_of(field) for name, field in CATALOGUE.kinds[kind].fields.items()}
    event = read_event(given)
    assert event.warnings == ()
    assert event.data.keys() == given["data"].keys()
    again = joined(list(parts(given)), list(parts(given).values()))
    assert again == given | {"data": given["data"]}
    assert read_event(again) == event


@pytest.mark.parametrize("shape", ["colour", "one of colours", "list of colour"])
def test_a_catalogue_with_a_type_that_is_not_known_is_refused_with_kind_and_field(shape):
    text = "{person_roles: [], relations: [], staff_roles: [], grades: [], risk_grades: [], kinds: {call.received: {hue: %s}}}"
    with pytest.raises(BadCatalogue, match="call.received.hue: no (type|list) is called 'colours?'"):
        load(text % shape)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("id", "source", "kind", "occurred_at", "recorded_at", "agency", "actor", "people", "about", "corrects", "data", "note", "basis")


def read(given):
    try:
        return read_event(given)
    except Refused as error:
        return str(error)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_whatever_stands_in_a_field_it_is_read_or_refused_with_a_reason(changed):
    found = read(GOOD | changed)
    assert found
    if not isinstance(found, str):
        assert read_event(msgspec.json.decode(canonical(GOOD | changed))) == found


@settings(max_examples=300)
@given(st.sampled_from(sorted(CATALOGUE.kinds)), st.data())
def test_whatever_stands_in_the_fields_of_a_kind_costs_no_more_than_a_warning(kind, data):
    given = raw(kind, "e", data={name: data.draw(JSON) for name in CATALOGUE.kinds[kind].fields})
    event = read_event(given)
    assert len(event.data) + len(event.warnings) <= len(CATALOGUE.kinds[kind].fields)
    assert all(isinstance(target, EventId) for target in event.references)


def test_a_mention_is_named_by_a_given_name_a_family_name_or_an_alias():
    people = read_event(GOOD | {"people": [person("a"), person("b", family_name="Marlow"), person("c", aliases=["Red"])]}).people
    assert [mention.named for mention in people] == [False, True, True]
