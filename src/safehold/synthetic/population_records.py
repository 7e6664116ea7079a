"""What records make of a made-up population: mentions of its people, misspelt and half empty, with the truth of who is who beside."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safehold.synthetic.dwellings import Numbers, Texts, texts
from safehold.synthetic.names import nicknames
from safehold.synthetic.noise import misheard, slip
from safehold.synthetic.population import RATES, Days, Flags, Population, cultures, draw_population
from safehold.synthetic.rates import rates, table

COLUMNS = ("mention_id", "given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")


class Mentions(NamedTuple):
    """`mentions` holds COLUMNS, oldest first; `truth` mention_id and person_id; `people` who is whose twin, son and housemate."""

    mentions: pa.Table
    truth: pa.Table
    people: pa.Table


def draw_mentions(number: int, seed: int = 1) -> Mentions:
    """The same number and seed give the same mentions."""
    rng = np.random.default_rng(seed)
    mean = rates(RATES)["mentions_per_person"]
    often = rng.geometric(1 / mean, int(number / mean * 1.1) + 50)
    often = often[: int(np.searchsorted(np.cumsum(often), number)) + 1]
    population = draw_population(rng, len(often))
    who = rng.permutation(np.repeat(np.arange(len(often)), often)[:number])
    ids = [f"m{each:08d}" for each in range(1, number + 1)]
    records = _Records(rng, population, who)
    given, family = records.names()
    address, postcode = records.places()
    columns = [texts(ids), given, family, records.births(), records.sexes(), address, postcode, records.phones(), records.emails()]
    mentions = pa.table([pa.array(_absent(column), pa.string()) for column in columns], names=list(COLUMNS))
    person = texts([f"p{each:08d}" for each in range(1, len(population) + 1)])
    return Mentions(mentions, pa.table({"mention_id": ids, "person_id": person[who].tolist()}), _people(population, person))


def write_mentions(number: int, seed: int, out: Path) -> dict[str, Any]:
    """mentions.parquet, truth.parquet and people.parquet under `out`; existing files of these names are replaced."""
    made = draw_mentions(number, seed)
    out.mkdir(parents=True, exist_ok=True)
    files = {"mentions.parquet": made.mentions, "truth.parquet": made.truth, "people.parquet": made.people}
    for name, rows in files.items():
        pq.write_table(rows, out / name)
    return {
        "files": {name: rows.num_rows for name, rows in files.items()},
        "mentions": number,
        "people": made.people.num_rows,
        "out": str(out),
    }


def _absent(column: Texts) -> list[str | None]:
    return [each or None for each in column.tolist()]


def _people(population: Population, person: Texts) -> pa.Table:
    nobody = np.empty(len(person) + 1, dtype=object)  # its last row, which -1 points to, is nobody
    nobody[:-1] = person
    return pa.table(
        {
            "person_id": person.tolist(),
            "household": population.household,
            "culture": texts(cultures())[population.culture].tolist(),
            "twin": pa.array(nobody[population.twin].tolist(), pa.string()),
            "father_of_same_name": pa.array(nobody[population.father].tolist(), pa.string()),
        }
    )


class _Records:
    """The columns of mentions, one after another; `who` is the person of each."""

    def __init__(self, rng: np.random.Generator, population: Population, who: Numbers) -> None:
        self.rng, self.population, self.who = rng, population, who
        self.rate = rates(RATES)
        self.hand = Random(int(rng.integers(2**62)))  # for what happens to single letters

    def _some(self, rate: str) -> Flags:
        return self.rng.random(len(self.who)) < self.rate[rate]

    def _change(self, column: Texts, rows: Flags, change: Callable[[Random, str], str]) -> None:
        for row in np.flatnonzero(rows).tolist():
            column[row] = change(self.hand, column[row])

    def names(self) -> tuple[Texts, Texts]:
        population, who = self.population, self.who
        given, family, other = population.given[who], population.family[who], population.other_family[who]
        draw = self.rng.random(len(who))
        second = (other != "") & (draw < self.rate["second_surname_used"])
        both = (other != "") & (draw >= 1 - self.rate["second_surname_with_first"])
        family = np.where(second, other, np.where(both, other + "-" + family, family))
        self._change(given, self._some("nickname"), _one_of(nicknames()))
        spellings = table(RATES)["spellings"]
        for column in (given, family):
            self._change(column, self._some("other_spelling"), _one_of(spellings))
        for column, name in ((given, "given"), (family, "family")):
            self._change(column, self._some(f"slip_{name}"), slip)
            self._change(column, self._some(f"misheard_{name}"), misheard)
        family_first = np.isin(population.culture[who], [cultures().index(each) for each in table(RATES)["family_name_first"]])
        swapped = np.where(family_first, self._some("swapped_family_first"), self._some("swapped"))
        self._change(given, self._some("initial"), lambda _, name: name[:1])
        self._change(family, self._some("capitals"), lambda _, name: name.upper())
        given, family = np.where(swapped, family, given), np.where(swapped, given, family)
        return np.where(self._some("given_missing"), "", given), family

    def births(self) -> Texts:
        born: Days = self.population.born[self.who]
        year = born.astype("datetime64[Y]").astype(np.int64) + 1970
        month = born.astype("datetime64[M]").astype(np.int64) % 12 + 1
        day = (born - born.astype("datetime64[M]")).astype(np.int64) + 1
        draw, done = self.rng.random(len(born)), 0.0
        sorts = {}
        for sort in ("missing", "turned", "year_off", "digit", "first_of_january", "year_only"):
            sorts[sort] = (draw >= done) & (draw < done + self.rate[f"birth_{sort}"])
            done += self.rate[f"birth_{sort}"]
        turned = sorts["turned"] & (day <= 12)
        month, day = np.where(turned, day, month), np.where(turned, month, day)
        year = np.where(sorts["year_off"], year + np.where(draw * 1e6 % 2 < 1, 1, -1), year)
        day = np.where(sorts["digit"], np.where(day <= 18, day + 10, day - 10), day)
        month, day = np.where(sorts["first_of_january"], 1, month), np.where(sorts["first_of_january"], 1, day)
        # A day that its month does not have, as the 30th of February, is what a slip makes of one; systems turn it away.
        day = np.minimum(day, np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[month - 1])
        found = texts([f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(year.tolist(), month.tolist(), day.tolist(), strict=True)])
        self._change(found, sorts["year_only"], lambda _, date: date[:4])
        return np.where(sorts["missing"], "", found)

    def sexes(self) -> Texts:
        female = self.population.female[self.who] ^ self._some("sex_wrong")
        return np.where(self._some("sex_missing"), "", texts(["male", "female"])[female.astype(np.int64)])

    def places(self) -> tuple[Texts, Texts]:
        """An earlier address is one of those that the person has."""
        at, dwellings = self.population.at[self.who], self.population.dwellings
        earlier = self._some("earlier_address")
        column = np.where(earlier, np.where(self.rng.random(len(earlier)) < 0.5, 2, 1), 0)
        chosen = at[np.arange(len(at)), column]
        chosen = np.where(chosen < 0, np.where(column == 2, at[:, 1], -1), chosen)
        chosen = np.where(chosen < 0, at[:, 0], chosen)
        address = np.where(self._some("address_short"), dwellings.short[chosen], dwellings.address[chosen])
        address = np.where(self._some("address_no_house"), dwellings.street[chosen], address)
        self._change(address, self._some("address_slip"), slip)
        postcode = dwellings.postcode[chosen]
        self._change(postcode, self._some("postcode_slip"), _postcode_slip)
        self._change(postcode, self._some("postcode_part"), lambda _, code: code.split(" ")[0])
        return np.where(self._some("address_missing"), "", address), np.where(self._some("postcode_missing"), "", postcode)

    def phones(self) -> Texts:
        """Where a person lacks one of the two, the other; so that about as many are missing as it says."""
        mobile, landline = self.population.mobile[self.who], self.population.landline[self.who]
        home = self._some("phone_landline")
        phone = np.where(home, landline, mobile)
        phone = np.where(phone == "", np.where(home, mobile, landline), phone)
        has = phone != ""
        self._change(phone, has & self._some("phone_slip"), _digit_slip)
        draw = self.rng.random(len(phone))
        self._change(phone, has & (draw < 0.2), lambda _, number: number.replace(" ", ""))
        self._change(phone, has & (draw > 0.95), lambda _, number: f"+44{number[1:]}")
        missing = 1 - (1 - self.rate["phone_missing"]) / max(float(has.mean()), 1e-9)
        return np.where(self.rng.random(len(phone)) < missing, "", phone)

    def emails(self) -> Texts:
        return np.where(self._some("email_missing"), "", self.population.email[self.who])


def _one_of(ways: Mapping[str, Sequence[str]]) -> Callable[[Random, str], str]:
    def change(hand: Random, name: str) -> str:
        known = ways.get(name)
        return hand.choice(known) if known else name

    return change


def _digit_slip(hand: Random, number: str) -> str:
    """One of the last three digits; the number stays in its range."""
    at = len(number) - hand.randrange(1, 4)
    return f"{number[:at]}{(int(number[at]) + hand.randrange(1, 10)) % 10}{number[at + 1 :]}"


def _postcode_slip(hand: Random, code: str) -> str:
    """A letter or the digit of its second half: the area stays one that nobody has."""
    at = len(code) - hand.randrange(1, 4)
    other = hand.choice("123456789" if code[at].isdigit() else "ABDEFGHJLNPQRSTUWXYZ")
    return f"{code[:at]}{other}{code[at + 1 :]}"
