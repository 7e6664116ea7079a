"""Names, addresses, phones, dates and rule files as nobody would write them: read, or refused by the error that says so. No crash."""

from contextlib import suppress
from datetime import date
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from safehold.chronology.envelope import Mention
from safehold.chronology.times import BadTime, read_day, read_when
from safehold.identity.births import read_birth
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.features import features, query_features
from safehold.identity.keys import blocking_keys, number, octets, prefix, query_keys
from safehold.identity.names import search_names
from safehold.identity.places import read_place
from safehold.rulebook.loader import load_rules, read_rules
from safehold.rulebook.reading import BadRules
from safehold.rulebook.settings import load_settings
from security.odd_input import TEXT, VALUES, some

DATES = st.one_of(TEXT, st.from_regex(r"[0-9]{1,5}(-[0-9]{1,3}){0,3}(T[0-9:]{1,9}([+-][0-9:]{1,6}|Z)?)?(/[0-9-]{1,10})?", fullmatch=True))
PHONES = st.one_of(TEXT, st.from_regex(r"[+(0-9][0-9 ()+./x-]{0,30}", fullmatch=True))
RULES = sorted(each.name for each in resources.files("safehold.rulebook").joinpath("rules").iterdir() if each.name.endswith(".yaml"))
FIRST = resources.files("safehold.rulebook").joinpath("rules", RULES[0]).read_text("utf-8")
WHOLE = yaml.safe_load(FIRST)


@some(60)
@given(
    st.fixed_dictionaries(dict.fromkeys(("given_name", "family_name", "address", "postcode", "email"), TEXT)),
    PHONES,
    DATES,
    st.lists(TEXT, max_size=3),
)
def test_whoever_is_said_to_be_somebody_has_features_and_short_plain_keys(said, phone, born, aliases):
    mention = Mention(ref="r", role="victim", phone=phone, date_of_birth=born, aliases=tuple(aliases), **said)
    found = features(mention, "source")
    for key in (*blocking_keys(found), *query_keys(found)):
        assert key.isascii()
        assert len(key) < 100
        assert ":" in key
        assert -(2**63) <= number(key) < 2**63
        assert octets(key)
    prefix(found)
    search_names(mention)
    asked = query_features(
        family_name=said["family_name"],
        given_name=said["given_name"],
        phone=phone,
        postcode=said["postcode"],
        date_of_birth=born,
        age=None,
        on=date(2026, 11, 22),
    )
    query_keys(asked)
    assert features(mention, "source") == found


@some(60)
@given(TEXT, PHONES, DATES)
def test_a_place_a_phone_a_mail_and_a_birth_are_read_or_are_none(text, phone, born):
    read_place(text, text)
    assert all(isinstance(each, str) for each in read_phones(phone))
    assert isinstance(read_email(text), str)
    birth = read_birth(born)
    assert birth is None or 1000 <= birth.year <= 9999


@some(60)
@given(DATES)
def test_a_time_is_read_or_refused_by_its_own_error(text):
    for read in (read_when, read_day):
        with suppress(BadTime):
            assert read(text) is not None
    with suppress(BadTime):
        when = read_when(text)
        assert when.earliest <= when.latest


def changed(rules, place, field, value):
    """The first file of rules with one field of one rule made into something else."""
    of = rules["rules"] if isinstance(rules, dict) else rules
    return [dict(rule) | ({field: value} if at == place % len(of) else {}) for at, rule in enumerate(of)]


FIELDS = sorted({field for rule in (WHOLE["rules"] if isinstance(WHOLE, dict) else WHOLE) for field in rule})


@some(25)
@given(st.integers(0, 50), st.one_of(st.sampled_from(FIELDS), TEXT), VALUES)
def test_a_rule_with_a_field_made_into_something_else_is_read_or_refused(place, field, value):
    rules = changed(WHOLE, place, field, value)
    try:
        text = yaml.safe_dump({**WHOLE, "rules": rules} if isinstance(WHOLE, dict) else rules, allow_unicode=True)
    except (yaml.YAMLError, UnicodeError):
        return
    refused_or_read(text)


@some(25)
@given(st.one_of(TEXT, st.tuples(st.integers(0, len(FIRST)), TEXT).map(lambda each: FIRST[: each[0]] + each[1] + FIRST[each[0] :][:2000])))
def test_a_file_of_rules_with_anything_in_it_is_read_or_refused(text):
    refused_or_read(text)


def refused_or_read(text):
    with suppress(BadRules):
        read_rules(text, "odd.yaml", load_settings())


def test_a_file_of_rules_in_another_encoding_is_refused_by_its_name(tmp_path):
    (tmp_path / "odd.yaml").write_bytes("subject: caf\xe9\nrules: []\n".encode("latin-1"))
    with pytest.raises(BadRules, match=r"rules/odd\.yaml: this is not YAML"):
        load_rules(tmp_path)


def test_rules_nested_deeper_than_anybody_writes_are_refused():
    refused_or_read("[" * 5000)
    refused_or_read("rules: " + "{a: " * 3000 + "1" + "}" * 3000)
    refused_or_read("a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n")
