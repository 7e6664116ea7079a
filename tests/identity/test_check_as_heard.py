"""What a caller can say, and who is found by it. The tables are the examples to add to when somebody was not found."""

from datetime import date

import pytest

from safehold.chronology.record import record
from safehold.chronology.session import session
from safehold.identity import beginnings
from safehold.identity.check import Answer, check
from safehold.identity.features import query_features

HOME = {"address": "41 Chestnut Avenue, Kelthorpe", "postcode": "XN8 1FA"}
# Everybody has a name; what else the record knows of them is beside it.
ON_RECORD = {
    "marta": ("Marta", "Stanwick", {"date_of_birth": "1974-05-03", "sex": "female", "phone": "07700 900141"} | HOME),
    "peter": ("Peter", "Stanwick", {"date_of_birth": "1971-11-20", "sex": "male", "phone": "07700 900141"} | HOME),
    "william": ("William", "Pellow", {"date_of_birth": "1951-03-04", "sex": "male"}),
    "joan": ("Joan", "Ashby", {"date_of_birth": "1951-03-14", "aliases": ["Joan Tranter"]}),
    "maria": ("María", "García López", {"date_of_birth": "1988-07-09", "sex": "female"}),
    "jan": ("Jan", "van der Berg", {"date_of_birth": "1950-06-08"}),
    "siobhan": ("Siobhán", "Ó Murchú", {"date_of_birth": "1990-04-05", "sex": "female"}),
    "suharto": ("Suharto", "", {"date_of_birth": "1969-02-01"}),
    "olga": ("Olga Petrovna", "Smirnova", {"date_of_birth": "1982-09-12", "sex": "female"}),
    "gudrun": ("Guðrún", "Jónsdóttir", {"date_of_birth": "1979-01-17", "sex": "female"}),
    "yusuf": ("Yusuf", "Al-Hassan", {"date_of_birth": "1979-04-05", "sex": "male"}),
    "abdul": ("Mohammed Abdul", "Rahman", {"date_of_birth": "1985-10-02", "sex": "male"}),
    "khalid": ("خالد", "منصور", {"date_of_birth": "1991-03-03", "sex": "male"}),
    "katarzyna": ("Katarzyna", "Wiśniewska", {"date_of_birth": "1990-05-06", "sex": "female"}),
    "xiaoming": ("Xiaoming", "Wang", {"date_of_birth": "1993-08-21", "sex": "male"}),
    "lan": ("Thi Lan", "Nguyen", {"date_of_birth": "1987-12-30", "sex": "female"}),
    "gurpreet": ("Gurpreet", "Kaur Gill", {"date_of_birth": "1984-02-14", "sex": "female"}),
    "priya": ("Priya", "Venkataraman", {"date_of_birth": "1995-06-30", "sex": "female"}),
    "natalia": ("Наталья", "Ковальчук", {"date_of_birth": "1985-02-03", "sex": "female"}),
    "xiaohong": ("小红", "李", {"date_of_birth": "1994-01-09", "sex": "female"}),
    "oluwaseun": ("Oluwaseun", "Adebayo", {"date_of_birth": "1992-11-11", "sex": "male"}),
}
FLAT = {"address": "7 Mill Lane, Oxley Green", "postcode": "XN1 2AB"}
# Who are easily taken for one another, and are not one person.
FAMILIES = {
    "father": ("Keith", "Tranmere", {"date_of_birth": "1951-03-04", "sex": "male"} | FLAT),
    "son": ("Keith", "Tranmere", {"date_of_birth": "1976-08-15", "sex": "male"} | FLAT),
    "twin": ("Agnes", "Holloway", {"date_of_birth": "1988-10-10", "sex": "female", "phone": "07700 900177"}),
    "other twin": ("Edith", "Holloway", {"date_of_birth": "1988-10-10", "sex": "female", "phone": "07700 900177"}),
}
# What was said -> who is the first to be named.
FOUND = {
    "a first name and a street": ({"given_name": "Marta", "address": "Chestnut Avenue"}, "marta"),
    "a first name in another form, and a street misspelt": ({"given_name": "Martha", "address": "Chesnut Ave"}, "marta"),
    "a surname as it was heard, alone": ({"family_name": "Stannik"}, "marta or peter"),
    "a surname misheard with a first name": ({"given_name": "Marta", "family_name": "Stannick"}, "marta"),
    "a surname misheard, and an age": ({"family_name": "Pelo", "age": 75}, "william"),
    "a nickname and a birth year": ({"given_name": "Bill", "family_name": "Pellow", "date_of_birth": "1951"}, "william"),
    "a birth date with day and month changed round": ({"given_name": "Will", "date_of_birth": "1951-04-03"}, "william"),
    "an earlier surname": ({"given_name": "Joan", "family_name": "Tranter"}, "joan"),
    "one of two surnames": ({"given_name": "Maria", "family_name": "Lopez"}, "maria"),
    "a surname in one word": ({"given_name": "Jan", "family_name": "Vanderberg"}, "jan"),
    "a surname without its particle": ({"given_name": "Jan", "family_name": "Berg"}, "jan"),
    "an Irish name without its marks": ({"given_name": "Siobhan", "family_name": "O'Murchu"}, "siobhan"),
    "an Irish name by ear": ({"given_name": "Shivaun", "family_name": "Murchu"}, "siobhan"),
    "one name, in the field of the surname": ({"family_name": "Suharto"}, "suharto"),
    "one name, in the field of the given name": ({"given_name": "Suharto"}, "suharto"),
    "the names the other way round": ({"given_name": "Stanwick", "family_name": "Marta"}, "marta"),
    "the whole name in one field": ({"given_name": "Priya Venkataraman"}, "priya"),
    "a patronymic left out, and the masculine ending": ({"given_name": "Olga", "family_name": "Smirnov"}, "olga"),
    "a patronymic in plain letters": ({"given_name": "Gudrun", "family_name": "Jonsdottir"}, "gudrun"),
    "a particle of an Arabic name left out": ({"given_name": "Youssef", "family_name": "Hassan"}, "yusuf"),
    "a first name that many share left out": ({"given_name": "Abdul", "family_name": "Rehman"}, "abdul"),
    "a name that is recorded in Arabic letters": ({"given_name": "Khalid", "family_name": "Mansour", "date_of_birth": "1991"}, "khalid"),
    "a Polish name by ear": ({"given_name": "Kasia", "family_name": "Vishnyevska", "date_of_birth": "1990"}, "katarzyna"),
    "a Polish surname with the other ending": ({"given_name": "Katarzyna", "family_name": "Wisniewski"}, "katarzyna"),
    "a Chinese name, family name first": ({"given_name": "Wang", "family_name": "Xiaoming"}, "xiaoming"),
    "a Chinese given name in two words": ({"given_name": "Xiao Ming", "family_name": "Wang"}, "xiaoming"),
    "a Vietnamese name, family name first": ({"given_name": "Nguyen", "family_name": "Lan"}, "lan"),
    "a Punjabi name without Kaur": ({"given_name": "Gurpreet", "family_name": "Gill"}, "gurpreet"),
    "a Punjabi name without the family name": ({"given_name": "Gurpreet", "family_name": "Kaur"}, "gurpreet"),
    "a Tamil name misheard": ({"given_name": "Priya", "family_name": "Venkatraman"}, "priya"),
    "a name that is recorded in Cyrillic letters": ({"given_name": "Natalya", "family_name": "Kovalchuk"}, "natalia"),
    "a Yoruba name shortened": ({"given_name": "Seun", "family_name": "Adebayo"}, "oluwaseun"),
    "the first letters of a surname": ({"family_name": "venk"}, "priya"),
    "a surname without its first sound, alone": ({"family_name": "Anwick"}, "marta or peter"),
    "a phone number with a wrong digit, and nothing else": ({"phone": "07700 900148"}, "marta or peter"),
    "a phone number with two digits changed round, and a first name": ({"given_name": "Agnes", "phone": "07700 900717"}, "twin"),
    "a name that is recorded in Chinese characters": ({"given_name": "Xiaohong", "family_name": "Li"}, "xiaohong"),
    "the first letters of both names": ({"given_name": "gurp", "family_name": "kau"}, "gurpreet"),
}
# What was said -> whom it does not find, as things are.
NOT_FOUND = {
    "two letters of a surname": ({"family_name": "St"}, "marta"),
    "a surname without its first sound, of three letters": ({"family_name": "low"}, "william"),
    "a date of birth that is wrong in every part, alone": ({"date_of_birth": "1962-12-24"}, "marta"),
}
OTHERS = ("Smith", "Jones", "Patel", "Khan", "Brown", "Wilson", "Singh", "Wang", "Evans", "Murphy")
GIVEN = ("Anna", "Peter", "Mary", "John", "Wei", "Fatima", "Jan", "Maria")


@pytest.fixture
def persons(database) -> dict[int, str]:
    """Who is who: the number of each person on record, and the name by which these tables call them."""
    named = ON_RECORD | FAMILIES
    people = [{"given_name": given, "family_name": family, **more} for given, family, more in named.values()]
    people += [
        {"given_name": given, "family_name": family, "date_of_birth": f"{1950 + number}-{1 + number % 12:02d}-17"}
        for number, (given, family) in enumerate((given, family) for given in GIVEN for family in OTHERS)
    ]
    record([call(f"heard-{number}", one | {"ref": f"r{number}"}) for number, one in enumerate(people)])
    with session() as cursor:
        cursor.execute(
            "SELECT p.person_id, p.ref FROM identity_profile p WHERE p.source = 'as-heard' AND substr(p.ref, 2)::int < %s", [len(named)]
        )
        return {person: list(named)[int(ref[1:])] for person, ref in cursor.fetchall()}


def call(name: str, *people: dict) -> dict:
    return {
        "source": "as-heard",
        "id": name,
        "kind": "call.received",
        "agency": "northshire-police",
        "occurred_at": "2026-11-01T20:00:00+00:00",
        "people": [{"role": "victim", **one} for one in people],
        "data": {"channel": "999", "domestic": True},
    }


def ask(**said) -> Answer:
    if "age" in said:
        said["on"] = date(2026, 11, 1)
    with session() as cursor:
        return check(cursor, query_features(**said))


def test_what_a_caller_can_say_names_the_person_first(persons):
    missed = {}
    for words, (said, wanted) in FOUND.items():
        found = [persons.get(match.person, "somebody else") for match in ask(**said).matches]
        if not found or found[0] not in wanted.split(" or "):
            missed[words] = found
    assert missed == {}


def test_what_is_not_found_is_known(persons):
    found = {words for words, (said, wanted) in NOT_FOUND.items() if wanted in [persons.get(each.person) for each in ask(**said).matches]}
    assert found == set()


# What was said -> who is meant, and who else it might have been.
TOLD_APART = {
    "a father, by his birth year": ({"given_name": "Keith", "family_name": "Tranmere", "date_of_birth": "1951"} | FLAT, "father", "son"),
    "a son, by his birth date": ({"given_name": "Keith", "family_name": "Tranmere", "date_of_birth": "1976-08-15"} | FLAT, "son", "father"),
    "a twin, by her name": ({"given_name": "Agnes", "date_of_birth": "1988-10-10", "phone": "07700 900177"}, "twin", "other twin"),
    "the wife of a couple with one phone": ({"given_name": "Marta", "phone": "07700 900141"}, "marta", "peter"),
    "the husband of a couple with one phone and address": (
        {"given_name": "Pete", "family_name": "Stanwick", "phone": "07700 900141"} | HOME,
        "peter",
        "marta",
    ),
}


def test_who_is_easily_taken_for_another_is_told_apart(persons):
    wrong = {}
    for words, (said, meant, other) in TOLD_APART.items():
        likely = {persons.get(match.person): match.probability for match in ask(**said).matches}
        if likely.get(meant, 0) < 0.5 or likely.get(other, 0) > 0.1:
            wrong[words] = likely
    assert wrong == {}


def test_father_and_son_are_two_and_neither_is_claimed_where_nothing_tells_which(persons):
    matches = {persons[match.person]: match for match in ask(given_name="Keith", family_name="Tranmere", **FLAT).matches}
    assert set(matches) == {"father", "son"}
    assert all(match.probability < 0.6 for match in matches.values())
    assert all("somebody else fits too" in match.words for match in matches.values())


def test_a_phone_that_a_couple_shares_names_both_and_is_sure_of_neither(persons):
    matches = ask(phone="07700 900141").matches
    assert {persons[match.person] for match in matches} == {"marta", "peter"}
    assert all(match.probability < 0.6 for match in matches)


def test_where_thousands_begin_alike_the_whole_of_one_name_still_finds(persons, monkeypatch):
    monkeypatch.setattr(beginnings, "MOST_COUNTED_BESIDE", 3)
    matches = ask(given_name="Gurpreet", family_name="kau").matches
    assert [persons.get(match.person) for match in matches] == ["gurpreet"]
    assert not ask(given_name="Gur", family_name="wil").matches


def test_a_new_mention_is_found_in_the_next_transaction(persons):
    record([call("later", {"ref": "later", "given_name": "Zephaniah", "family_name": "Quillfeather"})])
    (match,) = ask(given_name="Zephaniah", family_name="Quilfeather").matches
    assert match.person not in persons
