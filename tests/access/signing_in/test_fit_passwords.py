"""Which passwords will do: none that holds a word of the area or its work, none that was stolen elsewhere; and what a first one is."""

import hashlib
import math
import re

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from safehold.access import joining
from safehold.access.signing_in import breached, passwords

GOOD = "three plain words"


@pytest.mark.parametrize(
    "password",
    [
        "Northshire-2026-horse",
        "n0rthsh1re cabbage 7",
        "my SAFEHOLD pass",
        "p0l1ce officer lamp",
        "westbrook lamp 99",
        "p@ssw0rd lamp lamp",
        "póliçé lamp lamp",
    ],
)
def test_no_password_holds_a_word_of_the_area_or_of_its_work(staff, member_of, password):
    with pytest.raises(passwords.UnfitPassword, match="words of this area and its work are tried first"):
        passwords.fit(password, member_of("investigator"))


def test_what_is_said_names_the_word_and_anything_else_will_do(staff, member_of):
    with pytest.raises(passwords.UnfitPassword, match="without “northshire”"):
        passwords.fit("cabbage northshire lamp", member_of("investigator"))
    for password in (GOOD, "cabbage lamp nine 9", "the area is large", "ñandú bicycle örn"):
        assert passwords.fit(password, member_of("investigator")) == password


def test_an_agency_that_is_set_up_and_a_list_of_the_areas_own_add_words(staff, member_of, settings, tmp_path):
    assert passwords.fit("the fennimore lamp", member_of("investigator"))
    joining.add_agency("fennimore-trust", name="Fennimore Trust", kind="health", area="Northshire")
    with pytest.raises(passwords.UnfitPassword, match="“fennimore”"):
        passwords.fit("the fennimore lamp", member_of("investigator"))
    (tmp_path / "words.yaml").write_text("[Little Quagmire, Town FC]", "utf-8")
    settings.SAFEHOLD_PASSWORD_WORDS = str(tmp_path / "words.yaml")
    with pytest.raises(passwords.UnfitPassword, match="“littlequagmire”"):
        passwords.fit("my little quagmire 7", member_of("investigator"))


@pytest.mark.parametrize("held", ["{a: 1}", "[1, 2]", "["])
def test_a_list_that_is_none_is_named(staff, member_of, settings, tmp_path, held):
    (tmp_path / "words.yaml").write_text(held, "utf-8")
    settings.SAFEHOLD_PASSWORD_WORDS = str(tmp_path / "words.yaml")
    with pytest.raises(ImproperlyConfigured, match="no YAML list of words"):
        passwords.fit(GOOD, member_of("investigator"))


def stolen(password, count=3):
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    return digest[:5], f"{'0' * 35}:7\n{digest[5:]}:{count}\nno line\n"


def test_a_password_of_a_folder_of_stolen_ones_is_refused(staff, member_of, settings, tmp_path):
    settings.SAFEHOLD_BREACHED = str(tmp_path)
    assert passwords.fit(GOOD, member_of("investigator")) == GOOD  # there is no such range: nobody is kept out
    range_, lines = stolen(GOOD)
    (tmp_path / f"{range_}.txt").write_text(lines, "ascii")
    with pytest.raises(passwords.UnfitPassword, match="stolen elsewhere"):
        passwords.fit(GOOD, member_of("investigator"))
    (tmp_path / f"{range_}.txt").write_text(stolen(GOOD, count=0)[1], "ascii")
    assert passwords.fit(GOOD, member_of("investigator")) == GOOD


def test_a_service_is_told_five_characters_of_a_digest_and_is_not_followed_elsewhere(monkeypatch, settings):
    asked = []

    def get(address, **named):
        asked.append((address, named))
        answer = requests.Response()
        answer.status_code, answer._content = 200, stolen(GOOD)[1].encode()
        return answer

    monkeypatch.setattr(requests, "get", get)
    settings.SAFEHOLD_BREACHED = "https://ranges.example.org/range/"
    assert breached.known(GOOD)
    assert not breached.known("another one altogether")
    ((address, named), _other) = asked
    assert address == f"https://ranges.example.org/range/{stolen(GOOD)[0]}"
    assert named["allow_redirects"] is False
    assert named["headers"] == {"Add-Padding": "true"}


@pytest.mark.parametrize("fault", [requests.ConnectionError("down"), 302, 500])
def test_a_service_that_does_not_answer_keeps_nobody_out(monkeypatch, settings, fault):
    def get(*_given, **_named):
        if isinstance(fault, Exception):
            raise fault
        answer = requests.Response()
        answer.status_code = fault
        return answer

    monkeypatch.setattr(requests, "get", get)
    settings.SAFEHOLD_BREACHED = "https://ranges.example.org/range/"
    assert not breached.known(GOOD)


def test_a_first_password_has_128_bits_of_chance_in_groups_that_are_typed_easily(staff, member_of):
    given = {passwords.give_first(member_of("investigator")) for _ in range(20)}
    assert len(given) == 20
    assert all(re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}", each) for each in given)
    assert len(set(passwords.FIRST_LETTERS)) == len(passwords.FIRST_LETTERS)
    assert passwords.FIRST_LENGTH * math.log2(len(passwords.FIRST_LETTERS)) >= 128
    assert not set("ilou") & set(passwords.FIRST_LETTERS)
