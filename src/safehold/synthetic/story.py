"""One family's story as it unfolds: what happens next waits in a queue, and nothing happens after the end of the period."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from random import Random
from typing import Any

from safehold.synthetic import leeway
from safehold.synthetic.clock import by_day, day_of
from safehold.synthetic.habits import Kept, keeps
from safehold.synthetic.ledger import Ledger
from safehold.synthetic.mentions import Clerk
from safehold.synthetic.pairs import Pair
from safehold.synthetic.people import Person
from safehold.synthetic.rates import table
from safehold.synthetic.truth import EventRef, Named, Oddity, Slipped, Truth

_COARSE = {
    "victim.disclosed": 0.3,
    "third_party.reported": 0.3,
    "relationship.changed": 0.8,
    "victim.moved": 0.5,
    "training.completed": 1.0,
}
_EASED = 0.05  # share of duties not kept in time that somebody waives, hands over or stops the clock of
_BLANK = 0.015  # share of events with a field of theirs left out
_EXTRA = 0.01  # share with a field that only their own system knows


class Story:
    """A queue of what happens, and the pen that writes it down."""

    def __init__(self, rng: Random, start: int, until: int, ledger: Ledger, truth: Truth) -> None:
        self.rng, self.start, self.until, self.ledger, self.truth = rng, start, until, ledger, truth
        self.now = start
        self._clerk = Clerk(rng, ledger)
        self._waiting: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0

    @property
    def today(self) -> str:
        return day_of(self.now)

    def at(self, when: int, step: Callable[..., None], *given: Any) -> None:
        """Puts a step in the queue. What would come after the end of the period never happens."""
        if when <= self.until:
            self._count += 1
            heappush(self._waiting, (when, self._count, step, given))

    def after(self, seconds: int, step: Callable[..., None], *given: Any) -> None:
        self.at(self.now + max(1, seconds), step, *given)

    def run(self) -> None:
        while self._waiting:
            self.now, _, step, given = heappop(self._waiting)
            step(self, *given)

    def cut_short(self) -> None:
        """Nothing that was to come happens any more: somebody has died."""
        self._waiting.clear()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def befalls(self, pair: Pair, what: str, share: float) -> bool:
        """Chance, unless the pair's fate has settled it."""
        drawn = self.rng.random() < share
        return pair.fate.get(what, drawn)

    def duty(
        self, duty: str, agency: str, trigger: EventRef, step: Callable[..., None], *given: Any, slack: float = 1.0, daytime: bool = False
    ) -> Kept:
        """An agency does what a duty asks, in time, late or never; the truth keeps what slipped. Only the police work at night."""
        kept = keeps(self.rng, duty, agency)
        if kept.how != "in time":
            name = "attend-in-time" if duty.startswith("attend-") else duty
            self.truth.slipped.append(Slipped(name, trigger, agency, kept.how))
            if self.rng.random() < _EASED:
                self.after(3_600, leeway.ease, name, agency, trigger)
        if kept.after is not None:
            when = self.now + max(1, int(kept.after * slack))
            self.at(by_day(when) if daytime or not agency.endswith("police") else when, step, *given)
        return kept

    def tell(
        self,
        source: str,
        kind: str,
        pair: Pair | None = None,
        *,
        who: str = "",
        people: Sequence[tuple[Person, str]] = (),
        about: EventRef | Sequence[EventRef | None] | None = None,
        by: str = "",
        data: dict[str, Any] | None = None,
        note: str = "",
        corrects: EventRef | None = None,
        incident: str = "",
    ) -> EventRef:
        """Writes an event down. `who` names parties of the pair: v the victim, s the suspect; `by` is a staff role."""
        care = table("sources.yaml")[source]
        body: dict[str, Any] = {"kind": kind}
        if by:
            body["actor"] = {"id": self.staff(care["agency"], by), "role": by}
        present = [(pair.victim, "victim") if letter == "v" else (pair.suspect, "suspect") for letter in who] if pair is not None else []
        present += people
        named = [self._clerk.mention(source, care, person, role, pair, incident) for person, role in present]
        if named:
            body["people"] = [mention for mention, _ in named]
        concerned = [ref for ref in ([about] if isinstance(about, EventRef) else about or []) if ref is not None]
        if concerned:
            body["about"] = [_pointer(ref, source) for ref in concerned]
        if corrects is not None:
            body["corrects"] = _pointer(corrects, source)
        if data:
            body["data"] = self._as_entered(data)
        if note:
            body["note"] = note
        ref = self.ledger.write(
            self.rng, source, self.now, self._recorded(care), pair.key if pair is not None else "", body, when=self._coarsely(kind)
        )
        for (mention, reused), (person, _) in zip(named, present, strict=True):
            self.truth.mentions.append(Named(ref, str(mention["ref"]), person.number, reused))
            if reused:
                self.truth.oddities.append(Oddity("number of another person", ref))
        return ref

    def staff(self, agency: str, role: str) -> str:
        """One of an agency's staff in a role; a dozen hold each."""
        return staff_id(agency, role, int(self.rng.random() * 12))

    def _as_entered(self, data: dict[str, Any]) -> dict[str, Any]:
        draw = self.rng.random()
        if draw < _BLANK and len(data) > 2:
            left_out = self.rng.choice([*data])
            return {name: value for name, value in data.items() if name != left_out}
        if draw > 1 - _EXTRA:
            return {**data, "local_code": f"Q{self.rng.randrange(40):02d}"}
        return data

    def _coarsely(self, kind: str) -> str:
        if self.rng.random() >= _COARSE.get(kind, 0.0):
            return ""
        return self.today if self.rng.random() < 0.8 else self.today[:7]

    def _recorded(self, care: dict[str, Any]) -> int:
        usual = care["late_minutes"]
        if not usual:
            return self.now
        delay = int(self.rng.expovariate(1 / (usual * 60)))
        if self.rng.random() < care["very_late"]:
            delay += self.rng.randrange(86_400, 12 * 86_400)
        return self.now + delay if self.now + delay <= self.until else self.now


@lru_cache(maxsize=4096)
def staff_id(agency: str, role: str, number: int) -> str:
    """npol-fr-104: whose staff, what they do, which of them."""
    *area, office = agency.split("-")
    return f"{''.join(word[0] for word in area)}{office[:3]}-{''.join(word[0] for word in role.split('_'))}-{number + 101}"


def _pointer(ref: EventRef, source: str) -> str | dict[str, str]:
    return ref.id if ref.source == source else {"source": ref.source, "id": ref.id}
