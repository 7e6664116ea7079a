"""Each guard by itself: what blocks, what asks, what is let by, and that no sentence names a value."""

from dataclasses import dataclass
from datetime import date

import pytest

from safehold.chronology.envelope import Mention
from safehold.documents.content import Content, Recipient
from safehold.documents.guards import Around, Lived, Somebody, Verdict, check
from safehold.documents.people import merged
from safehold.documents.rules import standard
from safehold.documents.scanning import Secret, found

DAY = 86_400_000_000
TODAY = date(2026, 6, 30)
NOW = 20_634 * DAY
OLD_HOME = ("3 Quayside Row, Aldermoor", "XN2 7QQ")
HER = Somebody("victim", (("Elowen", "Hartwright"),), (Lived(*OLD_HOME, NOW - 90 * DAY),), ("07700 900440",), ("elowen@example.org",))
HIM = Somebody("suspect", (("Garth", "Pellow"),), (Lived("8 Foundry Lane, Aldermoor", "XN3 1AB", NOW - 9 * DAY),), ("07700 900882",))
HIS_OWN = Recipient("suspect", "Garth Pellow", "by_post", "8 Foundry Lane, Aldermoor", "XN3 1AB", "", "", "2026-06-20")
HER_OWN = Recipient("victim", "Elowen Hartwright", "by_hand")


@dataclass
class Case:
    recipient: Recipient
    people: tuple[Somebody, ...] = (HER, HIM)
    text: str = ""
    by_post: bool | None = None
    kept_away: bool = False
    is_merged: bool = False

    def found(self) -> list[tuple[str, Verdict]]:
        rule = standard().recipients[self.recipient.kind]
        people = tuple(
            Somebody(one.role, one.names, one.lived, one.phones, one.emails, one.others, asked=one.role == rule.of) for one in self.people
        )
        around = Around(people, NOW, TODAY, self.by_post, False, self.kept_away, ("Westbrook Refuge",), self.is_merged)
        content = Content("x", self.recipient, "letter", "access", "dpa_45", self.text, (), "")
        self.said = check(content, around, standard())
        return [(each.guard, each.verdict) for each in self.said]


def to(recipient: Recipient, **more: str) -> Recipient:
    return Recipient(**{name: more.get(name, getattr(recipient, name)) for name in Recipient.__struct_fields__})


def test_what_goes_to_himself_at_his_own_verified_address_passes():
    assert Case(HIS_OWN).found() == []


@pytest.mark.parametrize(
    ("address", "postcode"),
    [OLD_HOME, ("3 quayside row", ""), ("3 Quaside Row", ""), ("3, Quayside Row", "xn27qq"), ("Flat at 3 Quayside Row", "XN2 7QQ")],
)
def test_what_goes_to_him_where_she_was_last_is_blocked_however_it_is_written(address, postcode):
    assert ("address", Verdict.BLOCK) in Case(to(HIS_OWN, address=address, postcode=postcode)).found()


def test_a_household_that_both_were_last_known_at_asks_and_one_of_long_ago_is_let_by():
    both = Somebody("suspect", HIM.names, (Lived(*OLD_HOME, NOW - 90 * DAY),))
    assert Case(to(HIS_OWN, address=OLD_HOME[0], postcode=OLD_HOME[1]), (HER, both)).found() == [("address", Verdict.ASK)]
    long_ago = Somebody("victim", HER.names, (Lived(*OLD_HOME, NOW - 61 * 30 * DAY),))
    assert Case(to(HIS_OWN, address=OLD_HOME[0], postcode=OLD_HOME[1]), (long_ago, HIM)).found() == []


def test_what_goes_to_her_at_an_address_of_any_suspect_of_hers_is_blocked():
    other = Somebody("suspect", (("Dmitri", "Underhillock"),), (Lived("9 Mill Lane", "XN5 5AA", NOW - 400 * DAY),))
    at_his = to(HER_OWN, way="by_post", address="9 Mill Lane", postcode="XN5 5AA", verified="2026-06-20")
    assert ("address", Verdict.BLOCK) in Case(at_his, (HER, HIM, other), by_post=True).found()


@pytest.mark.parametrize("name", ["Garth Pellow", "G. Pellow", "Gareth Pelow", "PELLOW, Garth"])
def test_a_namesake_in_the_case_asks(name):
    father = Somebody("relative", (("Garth", "Pellow"),))
    assert ("name", Verdict.ASK) in Case(to(HIS_OWN, name=name), (HER, HIM, father)).found()


def test_a_name_that_is_not_on_record_for_them_asks():
    assert Case(to(HIS_OWN, name="Somebody Else")).found() == [("name", Verdict.ASK)]


def test_a_phone_that_both_have_stops_what_goes_by_it():
    assert Case(to(HIS_OWN, phone="07700900440")).found() == [("contact", Verdict.BLOCK)]
    assert Case(to(HIS_OWN, email="Elowen@Example.org")).found() == [("contact", Verdict.BLOCK)]
    assert Case(to(HER_OWN, phone="+44 7700 900882")).found() == [("contact", Verdict.BLOCK)]


def test_bail_or_an_order_asks_before_anything_reaches_him():
    assert Case(HIS_OWN, kept_away=True).found() == [("no_contact", Verdict.ASK)]
    assert Case(HER_OWN, kept_away=True).found() == []


@pytest.mark.parametrize(
    ("verified", "found"),
    [("", [("verified", Verdict.BLOCK)]), ("2026-06-29", []), ("2026-01-01", []), ("2025-12-31", [("verified", Verdict.ASK)])],
)
def test_an_address_that_nobody_verified_stops_a_letter_and_an_old_one_asks(verified, found):
    assert Case(to(HIS_OWN, verified=verified)).found() == found


@pytest.mark.parametrize(("marked", "blocked"), [(True, False), (False, True), (None, True)])
def test_a_letter_to_her_needs_a_record_that_one_is_safe(marked, blocked):
    letter = to(HER_OWN, way="by_post", address="5 Elm Rise", postcode="XN4 1AA", verified="2026-06-20")
    assert (("post", Verdict.BLOCK) in Case(letter, by_post=marked).found()) is blocked


def test_the_suspect_is_not_answered_as_a_parent():
    assert ("parent", Verdict.BLOCK) in Case(to(HIS_OWN, kind="parent")).found()


def test_records_of_two_that_are_joined_stop_what_goes_to_him():
    assert Case(HIS_OWN, is_merged=True).found() == [("joined", Verdict.BLOCK)]
    assert Case(HER_OWN, is_merged=True).found() == [("joined", Verdict.ASK)]
    named = {"ref": "a", "role": "suspect", "given_name": "Garth", "family_name": "Pellow", "sex": "male"}
    assert not merged([Mention(**named), Mention(**named | {"given_name": "Gareth"}), Mention(**named | {"family_name": ""})])
    assert merged([Mention(**named), Mention(**named | {"sex": "female"})])
    assert merged([Mention(**named), Mention(**named | {"given_name": "Elowen", "family_name": "Hartwright"})])


@pytest.mark.parametrize(
    ("wrong", "stops"),
    [
        ({"name": "Elowen Hartwright, refuge"}, True),
        ({"address": "Northshire Police, 1 High Street"}, True),
        ({"address": "8 Foundry Lane 00451233"}, True),
        ({"address": "Refugee Lane 4"}, False),
        ({"address": "118 Foundry Lane"}, False),
    ],
)
def test_the_window_shows_a_name_and_an_address_only(wrong, stops):
    assert (("window", Verdict.BLOCK) in Case(to(HIS_OWN, **wrong)).found()) is stops


def test_no_sentence_of_a_guard_repeats_a_value_of_anybody():
    secret = Somebody(
        "victim",
        HER.names,
        (Lived("41 Thornbury Crescent", "XS9 3RF", NOW, True),),
        others=(Secret("codeword", "victim", "bluebell", True),),
    )
    case = Case(
        to(HIS_OWN, address="41 Thornbury Crescent", postcode="XS9 3RF"), (secret, HIM), "bluebell, at 41 Thornbury Crescent, Elowen"
    )
    assert {verdict for _, verdict in case.found()} == {Verdict.BLOCK, Verdict.ASK}
    assert not any(word in each.said for each in case.said for word in ("Thornbury", "XS9", "bluebell", "Elowen"))


SECRETS = {
    "address": Secret("address", "victim", "14 Larch Close, Aldermoor", postcode="XN1 4PA"),
    "phone": Secret("phone", "victim", "07700 900123"),
    "email": Secret("email", "victim", "marta@example.org"),
    "family": Secret("name", "victim", "stanwick"),
    "given": Secret("name", "victim", "elizabeth"),
    "school": Secret("school", "child", "Hollybank Primary School"),
    "refuge": Secret("name of it", "agency", "Westbrook Refuge"),
}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("she lives at 14 larch", "address"), ("Lach Close, by the shop", "address"), ("XN1 4PA", "address"), ("xn1-4pa", "address"),
        ("ring 07700-900 123", "phone"), ("+44 7700 900123.", "phone"), ("write to MARTA@example.org.", "email"),
        ("Stanwyck came", "family"), ("stanwick came", "family"), ("Stan wick", "family"), ("Liz said so", "given"), ("Elisabeth", "given"),
        ("from Hollybnk Primary School", "school"), ("westbrook refuge", "refuge"),
    ],
)  # fmt: skip
def test_what_finds_somebody_is_read_out_of_any_text(text, what):
    assert [name for name, secret in SECRETS.items() if found(text, [secret])] == [what]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("She drives AB51 CDE now", True), ("ab51cde", True), ("in a blue A123 BCD", True), ("ABC 123D outside", True),
        ("the dog, 985112345678903", True), ("985 1123 4567 8903", True),
        ("on 12 March 2026 at 14:30", False), ("XN1 4PA", False), ("document 000123-1", False), ("07700 900123", False),
    ],
)  # fmt: skip
def test_a_vehicle_or_a_pets_chip_in_what_reaches_him_asks_and_in_what_reaches_her_does_not(text, asks):
    said = [each.said for each in _said(HIS_OWN, text)]
    assert any("the registration of a vehicle" in each or "microchip" in each for each in said) is asks
    assert not any("Whose is it" in each.said for each in _said(HER_OWN, text))


def _said(recipient: Recipient, text: str) -> list:
    case = Case(recipient, (), text)
    case.found()
    return case.said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the larch by the gate",
        "14 days",
        "close to home",
        "01632 960999",
        "nobody@example.org",
        "a stand was",
        "primary care",
        "a refuge",
    ],
)
def test_what_finds_nobody_is_let_by(text):
    assert found(text, SECRETS.values()) == []
