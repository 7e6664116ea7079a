"""What is confidential is parted from an event and joined to it again, byte for byte."""

import json
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from safehold.access import roles
from safehold.chronology.apart.cipher import Key, NoKey, Ring, Tampered, ring_of
from safehold.chronology.apart.parting import Torn, as_left, names_in, parted, rejoined
from safehold.chronology.apart.table import BadTable, load, standard
from safehold.chronology.envelope import joined, parts, read_event
from safehold.chronology.seal import seal

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUE = st.recursive(
    TEXT | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(), st.lists, max_leaves=4
)
PERSON = st.fixed_dictionaries(
    {"ref": st.just("P1"), "role": st.just("victim")},
    optional={
        "address": TEXT, "postcode": TEXT, "phone": TEXT, "more": VALUE,
        "confidential": st.lists(st.sampled_from(["address", "postcode", "phone", "email", "school", "odd"]), max_size=3),
    },
)  # fmt: skip
RAW = {"id": "1", "source": "s", "kind": "call.received", "occurred_at": "2026-01-02", "agency": "a"}


def raw(kind="safe_contact.set", **more):
    return RAW | {"kind": kind} | more


def parting(given, **more):
    return parted(seal(parts(given)), read_event(given), **more)


@given(person=PERSON, data=st.dictionaries(st.sampled_from(["codeword", "never", "methods", "odd"]), VALUE), note=TEXT)
def test_whatever_is_parted_is_joined_again_to_the_same_bytes(person, data, note):
    given_event = raw(people=[person], data=data, note=note, actor={"id": "1", "role": "idva"})
    whole = seal(parts(given_event))
    found = parted(whole, read_event(given_event))
    assert found.sealed.digest == whole.digest
    names = []
    for place, part in enumerate(whole.names):
        plains = [each.plain for each in found.slices if each.part == part]
        body, salt = rejoined(part, found.sealed.bodies[place], plains)
        assert (body, salt or found.sealed.salts[place]) == (whole.bodies[place], whole.salts[place])
        assert (found.sealed.salts[place] is None) == bool(plains)
        names += [name for plain in plains for name in names_in(part, plain)]
    assert sorted(names) == sorted(found.names) == sorted(as_left(read_event(given_event), found).withheld)


def left(given, **more):
    found = parting(given, **more)
    return joined(found.sealed.names, found.sealed.bodies), found.names


def test_half_of_a_hidden_address_goes_with_the_other_half_and_the_list_stays():
    given = raw("call.received", people=[{"ref": "1", "role": "victim", "address": "1 A", "postcode": "B", "confidential": ["postcode"]}])
    event, names = left(given)
    assert event["people"] == [{"ref": "1", "role": "victim", "confidential": ["postcode"]}]
    assert names == ("person:0/address", "person:0/postcode")


def test_the_codeword_opens_to_others_than_the_rest_of_how_she_is_reached():
    found = parting(raw(data={"codeword": "kettle", "never": "at home", "verified_on": "2026-01-01"}))
    assert [each.may for each in found.slices] == [("see_confidential", "attend_calls"), ("reach_victims",)]
    assert json.loads(found.sealed.bodies[found.sealed.names.index("data")]) == {"verified_on": "2026-01-01"}


def test_where_she_went_is_kept_only_where_the_record_says_that_it_is_confidential():
    person = {"ref": "1", "role": "victim", "address": "1 A"}
    moved = raw("victim.moved", people=[person], data={"to": "refuge", "confidential": True}, note="to 1 A")
    assert left(moved)[1] == ("person:0/address", "data/to", "note")
    assert left(moved | {"data": {"to": "family", "confidential": False}})[1] == ()


@pytest.mark.parametrize(
    ("role", "agency", "kept"), [("idva", "a", True), ("first_responder", "a", False), ("agency_representative", "refuge-1", True)]
)
def test_notes_of_advocates_and_of_agencies_like_theirs_are_kept(role, agency, kept):
    given = raw("victim.told", note="she is well", actor={"id": "1", "role": role}, agency=agency)
    assert left(given, agencies=frozenset(("refuge-1",)))[1] == (("note",) if kept else ())


def test_what_a_correction_lists_since_is_kept_and_the_address_that_a_caller_gave_with_it():
    given = raw("call.received", people=[{"ref": "P", "role": "victim", "address": "1 A"}], data={"address_given": "1 A", "words": "help"})
    assert left(given)[1] == ()
    assert left(given, more={"P": ["address"]})[1] == ("person:0/address", "data/address_given")


def test_a_part_that_holds_what_was_taken_out_of_it_is_no_part():
    found = parting(raw(data={"codeword": "kettle"}))
    with pytest.raises(Torn):
        rejoined("data", b'{"codeword":"cup"}', [found.slices[0].plain])


def test_no_rule_reads_a_field_that_stands_apart():
    rules = "".join(
        each.read_text(encoding="utf-8")
        for each in resources.files("safehold.rulebook").joinpath("rules").iterdir()
        if each.name.endswith(".yaml")
    )
    named = {(kind, name) for kind, listed in standard().data.items() for each in listed for name in each.fields}
    for document in yaml.safe_load_all(rules):
        for found in _conditions(document, ""):
            assert found not in named


def _conditions(value, kind):
    if isinstance(value, dict):
        kind = value.get("kind", kind) if isinstance(value.get("kind", kind), str) else kind
        if isinstance(value.get("field"), str):
            yield kind, value["field"]
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _conditions(each, kind)


def test_every_permission_that_opens_something_is_one_that_roles_have():
    table = standard()
    named = {*table.people.may, *table.notes.may, *(name for listed in table.data.values() for each in listed for name in each.may)}
    assert named <= roles.standard().permissions.keys()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("safe_contact.set:", "safe_contact.sat:", "no kind"),
        ("[codeword]", "[codewords]", "has no field"),
        ("fields: [instead], ", "", "either fields or"),
        ("notes:", "note:", "kept.yaml"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_says_where(old, new, says):
    text = resources.files("safehold.chronology.apart").joinpath("kept.yaml").read_text(encoding="utf-8")
    with pytest.raises(BadTable, match=says):
        load(text.replace(old, new))


def test_a_ciphertext_opens_in_its_own_place_under_its_own_key_and_not_where_a_bit_was_changed():
    old, new = Key("o" * 32), Key("n" * 32)
    sealed = Ring([old]).seal(b"where she is", "1/person:0/0/see_confidential")
    assert Ring([new, old]).unseal(old.id, sealed, "1/person:0/0/see_confidential") == b"where she is"
    assert b"where" not in sealed
    for changed, place in (
        (sealed, "2/person:0/0/see_confidential"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), "1/person:0/0/see_confidential"),
    ):
        with pytest.raises(Tampered):
            Ring([old]).unseal(old.id, changed, place)
    with pytest.raises(NoKey, match=old.id.hex()):
        Ring([new]).unseal(old.id, sealed, "1/person:0/0/see_confidential")
    with pytest.raises(NoKey, match="No key is set"):
        ring_of("").seal(b"", "")
    with pytest.raises(NoKey, match="5 characters"):
        ring_of("short")
