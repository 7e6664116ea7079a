"""Who lives with whom: the families that come to notice, with what makes their records hard to tell apart."""

from datetime import date, timedelta
from random import Random

from safehold.synthetic.pairs import Pair
from safehold.synthetic.people import Home, Person, Register, beside, draw_birth, draw_home
from safehold.synthetic.rates import rates, table


class Family:
    """The pairs of one story: usually one; more where a suspect has several victims or a victim is harmed by a second suspect."""

    def __init__(self, rng: Random, register: Register, number: int, today: date) -> None:
        self.rng, self.register, self.number, self.today = rng, register, number, today
        self.home = draw_home(rng)
        self.pairs: list[Pair] = []
        rate = rates()
        if rng.random() < rate["family_not_partner"]:
            self._relatives()
        else:
            self._couple()
        first = self.pairs[0]
        first.near = self._others()
        if first.intimate and rng.random() < rate["serial_suspects"]:
            self.pairs.append(self._next_victim(first))
        elif first.intimate and rng.random() < rate["victims_with_second_suspect"]:
            self.pairs.append(self._next_suspect(first))

    def _person(self, sex: str, youngest: int, oldest: int, *, like: Person | None = None, home: Home | None = None) -> Person:
        """Somebody of an age; `like` gives their culture and, mostly, their family name."""
        culture = like.culture if like else None
        born = draw_birth(self.rng, self.today, youngest, oldest)
        name = like.family_name if like and like.home is (home or self.home) else ""
        person = self.register.add(self.rng, self.number, home or self.home, sex=sex, born=born, culture=culture, family_name=name)
        self.register.reachable(self.rng, person)
        return person

    def _couple(self) -> None:
        rng, rate = self.rng, rates()
        victim_sex = "female" if rng.random() < rate["victims_female"] + 0.04 else "male"
        other = "male" if victim_sex == "female" else "female"
        suspect = self._person(victim_sex if rng.random() < rate["same_sex_pairs"] else other, 18, 68)
        married = rng.random() < 0.45 and (self.today - suspect.born).days > 23 * 365
        victim = self._partner(suspect, victim_sex, married)
        children = self._children(suspect, victim)
        pair = Pair(rng, victim, suspect, "spouse" if married else "partner", children)
        if rng.random() < rate["apart_at_start"]:
            pair.separate()
            suspect.home = draw_home(rng)
        self.pairs.append(pair)
        self._hard_to_tell_apart(victim, suspect)

    def _partner(self, suspect: Person, sex: str, married: bool) -> Person:
        rng = self.rng
        culture = suspect.culture if rng.random() < 0.88 else None
        years = max(17, (self.today - suspect.born).days // 365 + round(rng.gauss(-2, 4)))
        born = self.today - timedelta(days=years * 365 + rng.randrange(365))
        victim = self.register.add(rng, self.number, self.home, sex=sex, born=born, culture=culture)
        if married and sex == "female" and rng.random() < 0.75:
            victim.family_name = suspect.family_name
        elif sex == "female" and rng.random() < rates()["second_surname"]:
            victim.birth_family_name = victim.culture.surname(rng)
        self.register.reachable(rng, victim)
        return victim

    def _children(self, suspect: Person, victim: Person) -> list[Person]:
        rng = self.rng
        mother_age = (self.today - victim.born).days // 365
        if rng.random() >= rates()["with_children"] or not 18 <= mother_age <= 56:
            return []
        children = []
        for _ in range(1 + int(rng.random() < 0.55) + int(rng.random() < 0.25)):
            born = self.today - timedelta(days=rng.randrange(120, min(17, mother_age - 15) * 365))
            parent = suspect if rng.random() < 0.7 else victim
            sex = rng.choice(("female", "male"))
            children.append(
                self.register.add(rng, self.number, self.home, sex=sex, born=born, culture=parent.culture, family_name=parent.family_name)
            )
        return children

    def _relatives(self) -> None:
        rng = self.rng
        shares = table("rates.yaml")["relations"]["family"]
        relation = rng.choices(list(shares), list(shares.values()))[0]
        victim = self._person("female" if rng.random() < 0.66 else "male", *((42, 82) if relation == "child" else (18, 60)))
        suspect = self._person("male" if rng.random() < 0.78 else "female", 17, 40, like=victim)
        if relation == "child":
            years = (self.today - victim.born).days // 365 - rng.randrange(18, 36)
            suspect.born = self.today - timedelta(days=max(16, years) * 365 + rng.randrange(300))
        elif relation == "parent":
            years = (self.today - victim.born).days // 365 + rng.randrange(18, 36)
            suspect.born = self.today - timedelta(days=years * 365 + rng.randrange(300))
        if rng.random() < 0.5:
            suspect.home = draw_home(rng)
        self.pairs.append(Pair(rng, victim, suspect, relation, []))
        self._hard_to_tell_apart(victim, suspect)

    def _next_victim(self, first: Pair) -> Pair:
        """His next partner, or an earlier one: elsewhere, of another family."""
        victim = self._person(first.victim.sex, 18, 55, home=draw_home(self.rng))
        pair = Pair(self.rng, victim, first.suspect, "partner" if not first.together else "ex_partner", [])
        pair.danger = max(pair.danger, first.danger * 0.8)
        return pair

    def _next_suspect(self, first: Pair) -> Pair:
        suspect = self._person(first.suspect.sex, 18, 60, home=draw_home(self.rng))
        if first.together:
            first.separate()
            first.suspect.home = draw_home(self.rng)
        return Pair(self.rng, first.victim, suspect, "partner", first.children)

    def _hard_to_tell_apart(self, victim: Person, suspect: Person) -> None:
        """Twins, fathers and sons of one name, second names and members of staff."""
        rng, rate = self.rng, rates()
        for person in (victim, suspect):
            if rng.random() < rate["twins"]:
                twin = self.register.add(
                    rng, self.number, person.home, sex=person.sex, born=person.born, culture=person.culture, family_name=person.family_name
                )
                twin.twin, person.twin = person.number, twin.number
        if suspect.sex == "male" and rng.random() < rate["father_and_son"]:
            born = suspect.born - timedelta(days=rng.randrange(20, 38) * 365)
            father = self.register.add(
                rng, self.number, suspect.home, sex="male", born=born, culture=suspect.culture, family_name=suspect.family_name
            )
            father.given_name = suspect.given_name
        if rng.random() < rate["has_alias"]:
            suspect.aliases = [
                f"{suspect.culture.given(rng, suspect.sex)} {suspect.family_name if rng.random() < 0.5 else suspect.culture.surname(rng)}"
            ]
        if rng.random() < rate["suspect_is_staff"]:
            suspect.staff_of = rng.choice(("northshire-police", "northshire-police", "northshire-health", "northshire-housing"))

    def _others(self) -> list[tuple[Person, str]]:
        """Twins and fathers, who get mistaken for the pair, and sometimes a neighbour who calls."""
        known = {person.number for pair in self.pairs for person in (pair.victim, pair.suspect, *pair.children)}
        kin = [person for person in self.register.people[-12:] if person.household == self.number and person.number not in known]
        found = [(person, "relative") for person in kin]
        if self.rng.random() < rates()["neighbour_calls"]:
            next_door = draw_home(self.rng)
            next_door.address, next_door.postcode = beside(self.home.address), self.home.postcode
            found.append((self._person(self.rng.choice(("female", "male")), 20, 80, home=next_door), "caller"))
        return found
