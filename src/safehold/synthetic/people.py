"""The people of the synthetic area as they truly are, before any record misspells them."""

from datetime import date, timedelta
from random import Random

from safehold.synthetic.names import Culture, draw_culture
from safehold.synthetic.rates import rates, table

_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_MAIL = ("example.org", "example.com", "example.net")


class Home:
    """A dwelling: its address, its postcode and whether few may know it."""

    __slots__ = ("address", "confidential", "postcode", "urban")

    def __init__(self, address: str, postcode: str, urban: bool, confidential: bool = False) -> None:
        self.address, self.postcode, self.urban, self.confidential = address, postcode, urban, confidential


class Kept:
    """How a source has a person written down: under which number, and with what it knew of home and name."""

    __slots__ = ("family_name", "fields", "home", "ref")

    def __init__(self, ref: str, home: Home, family_name: str, fields: dict[str, object]) -> None:
        self.ref, self.home, self.family_name, self.fields = ref, home, family_name, fields


class Person:
    """One human being. `number` is the truth; no record knows it. `kept` holds how each source has them written down."""

    __slots__ = (
        "aliases",
        "birth_family_name",
        "born",
        "culture",
        "email",
        "family_name",
        "given_name",
        "home",
        "household",
        "kept",
        "number",
        "phone",
        "sex",
        "staff_of",
        "twin",
    )

    def __init__(
        self, number: int, household: int, culture: Culture, given_name: str, family_name: str, born: date, sex: str, home: Home
    ) -> None:
        self.number, self.household, self.culture = number, household, culture
        self.given_name, self.family_name, self.born, self.sex, self.home = given_name, family_name, born, sex, home
        self.birth_family_name = family_name
        self.phone = self.email = self.staff_of = ""
        self.aliases: list[str] = []
        self.twin: int | None = None
        self.kept: dict[str, list[Kept]] = {}

    @property
    def key(self) -> str:
        return f"P{self.number:06d}"


class Register:
    """Everyone who has come to notice, numbered in the order in which they were made."""

    def __init__(self, expected: float = 0.0) -> None:
        """`expected` people in all: with many, fewer have a telephone, so that a number stays a clue."""
        self.people: list[Person] = []
        self._made = 0
        self._with_phone = min(rates()["phone_known"], rates()["numbers_given"] / max(expected, 1.0))

    def add(
        self, rng: Random, household: int, home: Home, *, sex: str, born: date, culture: Culture | None = None, family_name: str = ""
    ) -> Person:
        culture = culture or draw_culture(rng)
        family_name = family_name or culture.surname(rng)
        self._made += 1
        person = Person(self._made, household, culture, culture.given(rng, sex), family_name, born, sex, home)
        self.people.append(person)
        return person

    def reachable(self, rng: Random, person: Person) -> None:
        """Gives some people a number and a mail address, all in the ranges that are kept for fiction."""
        if rng.random() < self._with_phone:
            head = "07700 900" if rng.random() < 0.85 else "01632 960"
            person.phone = f"{head}{rng.randrange(1000):03d}"
        if rng.random() < rates()["email_known"]:
            local = f"{person.given_name}.{person.family_name}".lower().replace("'", "").replace(" ", "")
            person.email = f"{local}{rng.randrange(100)}@{rng.choice(_MAIL)}"


def draw_home(rng: Random, force: str = "northshire-police") -> Home:
    """A dwelling in the area of a force."""
    places = table("places.yaml")
    area = places["forces"][force]
    town = rng.randrange(len(area["towns"]))
    street = rng.randrange(len(places["streets"]))
    number = rng.randrange(1, 160)
    flat = f"Flat {rng.randrange(1, 40)}, " if rng.random() < 0.16 else ""
    # A street in a town has a postcode or two of its own, so neighbours share one.
    code = street * 2 + number // 80
    postcode = f"{area['postcode_area']}{town + 1} {code % 9 + 1}{_INWARD[code // 9 % 20]}{_INWARD[code // 180 % 20]}"
    return Home(f"{flat}{number} {places['streets'][street]}, {area['towns'][town]}", postcode, town % 4 != 3)


def beside(address: str) -> str:
    """The house two numbers on, in the same street."""
    number, _, rest = address.rpartition(", ")[0].rpartition(", ")[2].partition(" ")
    return f"{int(number) + 2} {rest}, {address.rpartition(', ')[2]}"


def draw_birth(rng: Random, today: date, youngest: int, oldest: int) -> date:
    """A date of birth of somebody of an age between two; the young are more."""
    years = youngest + (oldest - youngest) * min(rng.random(), rng.random() * 1.3, 1.0)
    return today - timedelta(days=int(years * 365.25) + rng.randrange(365))
