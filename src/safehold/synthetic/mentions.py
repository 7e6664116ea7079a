"""How a source names a person each time: by a label of the incident, or by its own number, under which it holds what it once wrote."""

from random import Random
from typing import Any

from safehold.synthetic.ledger import Ledger
from safehold.synthetic.noise import as_recorded
from safehold.synthetic.pairs import Pair
from safehold.synthetic.people import Kept, Person

_BARE = 0.12  # share of mentions in a numbered system that give the number and nothing else
_VARIED = 0.06  # share that write the person down anew under the same number


class Clerk:
    def __init__(self, rng: Random, ledger: Ledger) -> None:
        self.rng, self.ledger = rng, ledger

    def mention(
        self, source: str, care: dict[str, Any], person: Person, role: str, pair: Pair | None, incident: str
    ) -> tuple[dict[str, Any], bool]:
        """The mention, and whether it stands under a number that is another person's."""
        local = care["people"] == "local"
        kept, reused = (
            (self._labelled(f"{source} {incident}", incident, person, care), False) if local else self._numbered(source, person, care)
        )
        mention: dict[str, Any] = {"ref": kept.ref, "role": role}
        if pair is not None and role in ("suspect", "child"):
            mention["relation"] = "child" if role == "child" else pair.relation
        if local or self.rng.random() >= _BARE:
            mention.update(kept.fields)
            if person.home.confidential and care.get("told_addresses"):
                mention.update(address=person.home.address, postcode=person.home.postcode, confidential=["address"])
        return mention, reused

    def _labelled(self, key: str, incident: str, person: Person, care: dict[str, Any]) -> Kept:
        kept = person.kept.get(key)
        if kept is None:
            fields = as_recorded(self.rng, person, care)
            kept = person.kept[key] = [Kept(f"{incident}.{person.number % 97}", person.home, person.family_name, fields)]
        return kept[0]

    def _numbered(self, source: str, person: Person, care: dict[str, Any]) -> tuple[Kept, bool]:
        rng = self.rng
        numbers = person.kept.setdefault(source, [])
        if not numbers or rng.random() < care["second_number"] * 0.25:
            fields = as_recorded(rng, person, care)
            last = self.ledger.last_number.get(source)
            if last is not None and last[1] != person.number and rng.random() < care["wrong_number"]:
                return Kept(last[0], person.home, person.family_name, fields), True
            kept = Kept(self.ledger.number(source), person.home, person.family_name, fields)
            self.ledger.last_number[source] = (kept.ref, person.number)
            numbers.append(kept)
        kept = numbers[-1] if rng.random() < 0.8 else rng.choice(numbers)
        if kept.home is not person.home or kept.family_name != person.family_name or rng.random() < _VARIED:
            kept.home, kept.family_name, kept.fields = person.home, person.family_name, as_recorded(rng, person, care)
        return kept, False
