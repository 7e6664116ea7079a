"""How a record spells a person: nicknames, slips of the finger, what was misheard, dates turned round, and much left out."""

from datetime import date
from random import Random

from safehold.synthetic.names import nicknames
from safehold.synthetic.people import Person
from safehold.synthetic.rates import table


def slip(rng: Random, text: str) -> str:
    """One slip of the finger: a letter dropped, doubled, changed for its neighbour, or two turned round."""
    if len(text) < 3:
        return text
    place, kind = rng.randrange(1, len(text) - 1), rng.randrange(4)
    letter = text[place]
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + letter + text[place:]
    if kind == 2:
        return text[:place] + text[place + 1] + letter + text[place + 2 :]
    beside: dict[str, str] = table("names.yaml")["neighbours"]
    return text[:place] + rng.choice(beside.get(letter, letter)) + text[place + 1 :]


def misheard(rng: Random, text: str) -> str:
    """The name as somebody writes what they hear."""
    pairs: list[tuple[str, str]] = table("names.yaml")["sounds_alike"]
    start = rng.randrange(len(pairs))
    low = text.lower()
    for step in range(len(pairs)):
        one, other = pairs[(start + step) % len(pairs)]
        for old, new in ((one, other), (other, one)):
            if old in low[1:]:
                place = low.index(old, 1)
                return text[:place] + new + text[place + len(old) :]
    return slip(rng, text)


def name_as_recorded(rng: Random, name: str, error: float) -> str:
    draw = rng.random()
    if draw < error * 0.5:
        return slip(rng, name)
    return misheard(rng, name) if draw < error else name


def birth_as_recorded(rng: Random, born: date, error: float) -> str:
    """The date of birth, sometimes with day and month turned round, a year off, only its year, or the first of January."""
    draw = rng.random()
    if draw >= error:
        return born.isoformat()
    part = draw / error
    if part < 0.4 and born.day <= 12:
        return f"{born.year}-{born.day:02d}-{born.month:02d}"
    if part < 0.6:
        return f"{born.year + rng.choice((-1, 1))}-{born.month:02d}-{min(born.day, 28):02d}"
    if part < 0.8:
        return str(born.year)
    return f"{born.year}-01-01"


def as_recorded(rng: Random, person: Person, care: dict[str, float]) -> dict[str, object]:
    """The fields of a mention as one source writes them the first time. `care` gives the source's shares of error and omission."""
    error = care["error"]
    given, family = person.given_name, person.family_name
    if rng.random() < care["nickname"]:
        given = rng.choice(nicknames().get(given) or [given])
    if person.birth_family_name != family and rng.random() < 0.25:
        family = person.birth_family_name
    given, family = name_as_recorded(rng, given, error), name_as_recorded(rng, family, error)
    draw = rng.random()
    if draw < 0.015 * care["nickname"] * 10:
        given, family = family, given
    elif draw < 0.04 * care["nickname"] * 10:
        given = given[0]
    elif draw < 0.055:
        family = family.upper()
    record: dict[str, object] = {"given_name": given, "family_name": family}
    if rng.random() >= care["birth_missing"]:
        record["date_of_birth"] = birth_as_recorded(rng, person.born, error * 0.6)
    if rng.random() < 0.9:
        record["sex"] = person.sex
    if rng.random() >= care["address_missing"] and not person.home.confidential:
        record["address"] = person.home.address if rng.random() > error else slip(rng, person.home.address)
        draw = rng.random()
        if draw > 0.19:
            record["postcode"] = person.home.postcode
        elif draw < 0.02:
            record["postcode"] = person.home.postcode.split(" ")[0]
    if person.phone and rng.random() < care["phone"]:
        record["phone"] = person.phone if rng.random() < 0.8 else person.phone.replace(" ", "")
    if person.email and rng.random() < care["phone"]:
        record["email"] = person.email
    if person.aliases and rng.random() < 0.7:
        record["aliases"] = list(person.aliases)
    if person.staff_of and rng.random() < 0.8:
        record["staff_of"] = person.staff_of
    return record
