"""leaving.yaml: what it holds for every recipient, and how it is refused."""

import pytest

from safehold.chronology.catalogue import CATALOGUE
from safehold.documents.choosing import CannotChoose, chosen, offered, starts
from safehold.documents.content import NOTE, WHEN, Entry, Part
from safehold.documents.letters import blanks
from safehold.documents.letters import standard as letters
from safehold.documents.rules import BadLeaving, load, standard

HERS = (
    "disclosure", "plan", "safe_contact", "record", "information", "victim", "marker", "risk", "marac", "idva", "support", "move",
    "contact", "child", "third_party", "alarm", "escort", "identity", "duty", "interpreter", "ranking", "capacity",
)  # fmt: skip


@pytest.mark.parametrize("to", ["suspect", "suspect_solicitor", "parent"])
def test_what_only_she_or_her_helpers_make_is_never_for_a_suspect_or_a_parent(to):
    rule = standard().recipients[to]
    given = [kind for kind in CATALOGUE.kinds if rule.gives(kind)]
    assert [kind for kind in given if kind.partition(".")[0] in HERS] == []
    assert not {"call.call_back_decided", "call.reasoned", "call.second_checked", "evidence.reviewed"} & set(given)
    assert rule.two
    assert rule.against


@pytest.mark.parametrize("to", ["prosecutor", "court"])
def test_how_she_was_written_to_or_called_back_is_not_for_those_from_whom_he_is_given_it(to):
    rule = standard().recipients[to]
    kinds = {"call.call_back_decided", "victim.message_written", "victim.message_stopped", "safe_contact.set", "ranking.disagreed"}
    assert not [kind for kind in kinds & set(CATALOGUE.kinds) if rule.gives(kind)]
    assert {"answered_by", "who_may_answer", "message"} <= set(rule.never_fields)


def test_what_starts_ticked_for_him_is_of_kinds_that_he_was_told_himself():
    rule = standard().recipients["suspect"]
    parts = tuple(Part(name, "x", "y") for name in (WHEN, NOTE, "where:0", "data:offence", "data:words"))
    parts += (Part("person:0", "Suspect", "he", own=True), Part("person:1", "Victim", "she"))
    for kind in CATALOGUE.kinds:
        entry = Entry(1, kind, 0, "then", "title", parts, own=True)
        ticked = {part.name for part in parts if rule.gives(kind) and starts(entry, part, rule)}
        assert bool(ticked) is (kind in rule.told)
        assert ticked <= {WHEN, "person:0", *(f"data:{field}" for field in rule.fields.get(kind, ()))}


def test_nothing_told_in_confidence_starts_ticked_for_anybody():
    part = Part("data:outcome", "x", "y", confidential=True)
    for rule in standard().recipients.values():
        assert not starts(Entry(1, "attendance.recorded", 0, "then", "x", (part,)), part, rule)


def test_more_than_what_starts_ticked_needs_a_reason_and_is_counted():
    rule = standard().recipients["suspect"]
    entry = Entry(7, "arrest.made", 0, "then", "Arrested", (Part(WHEN, "x", "then"), Part(NOTE, "Note", "said so")), own=True)
    with pytest.raises(CannotChoose, match="Say why"):
        chosen([entry], rule, {(7, WHEN), (7, NOTE)}, {7: " "}, 5)
    told = chosen([entry], rule, {(7, WHEN), (7, NOTE)}, {7: "he wrote it"}, 5)
    assert (told.added, len(told.told[0].lines)) == (frozenset({7}), 1)


def test_how_much_is_held_back_is_said_to_a_victim_and_not_what():
    rule = standard().recipients["victim"]
    entries = [
        Entry(seq, "arrest.made", seq, "then", "Arrested", (Part(WHEN, "x", "then"), Part(NOTE, "Note", "secret"))) for seq in range(9)
    ]
    told = chosen(entries, rule, {(8, WHEN)}, {}, 5)
    assert told.kept_back == "Held back: 8 whole entries, and fewer than 5 parts of entries that are given."
    assert told.told[0].kept_back


def test_the_original_is_as_it_was():
    rule = standard().recipients["suspect"]
    entry = Entry(7, "arrest.made", 0, "then", "Arrested", (Part(NOTE, "Note", "said so", confidential=True),))
    assert offered([entry], rule)[0].parts == ()
    assert entry.parts[0].text == "said so"


def test_every_letter_says_what_is_left_to_fill_in():
    for letter in letters().values():
        assert blanks(letter.text)
        assert not any(word in letter.text.lower() for word in ("abuse", "refuge", "police", "victim", "suspect"))


@pytest.mark.parametrize(
    ("good", "bad", "why"),
    [
        ("told: [arrest.made", "told: [arrest.invented", "no kind of event is called 'arrest.invented'"),
        ("protects: [victim, child", "protects: [nobody, child", "no role is called 'nobody'"),
        ("arrest.made: [offence, power]", "arrest.made: [colour]", "has no field 'colour'"),
        ("kinds: [answer, letter]", "kinds: [answer, parcel]", "nothing is called 'parcel'"),
        ("purposes: [access]", "purposes: [gossip]", "no purpose is called 'gossip'"),
        ("numbers:", "figures:", "leaving.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(good, bad, why):
    from importlib import resources

    text = resources.files("safehold.documents").joinpath("leaving.yaml").read_text(encoding="utf-8")
    assert good in text
    with pytest.raises(BadLeaving, match=why):
        load(text.replace(good, bad, 1))
