"""One family's story as it unfolds: what happens next waits in a queue, and nothing happens after the end of the period."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING, Any

from safehold.synthetic import noise
from safehold.synthetic.habits import Kept, keeps
from safehold.synthetic.ledger import Ledger
from safehold.synthetic.people import Person
from safehold.synthetic.rates import table
from safehold.synthetic.truth import EventRef, Named, Oddity, Slipped, Truth

if TYPE_CHECKING:
    from safehold.synthetic.pairs import Pair

_WHERE = ("address", "postcode")
_BARE = 0.12  # share of mentions in a numbered system that give the number and nothing else
_VARIED = 0.06  # share that write the person down anew under the same number


class Story:
    """A queue of what happens, and the pen that writes it down."""

    def __init__(self, rng: Random, start: int, until: int, ledger: Ledger, truth: Truth) -> None:
        self.rng, self.start, self.until, self.ledger, self.truth = rng, start, until, ledger, truth
        self.now = start
        self._waiting: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0

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

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def duty(self, duty: str, agency: str, trigger: EventRef, step: Callable[..., None], *given: Any, slack: float = 1.0) -> Kept:
        """An agency does what a duty asks, in time or late, or lets it slip; the truth keeps what slipped."""
        kept = keeps(self.rng, duty, agency)
        if kept.how != "in time":
            self.truth.slipped.append(Slipped(duty, trigger, agency, kept.how))
        if kept.after is not None:
            self.after(int(kept.after * slack), step, *given)
        return kept

    def tell(
        self,
        source: str,
        kind: str,
        pair: "Pair | None" = None,
        *,
        who: str = "",
        people: Sequence[tuple[Person, str]] = (),
        about: EventRef | Sequence[EventRef] | None = None,
        by: str = "",
        data: dict[str, Any] | None = None,
        note: str = "",
        corrects: EventRef | None = None,
        incident: str = "",
        when: str = "",
    ) -> EventRef:
        """Writes an event down. `who` names parties of the pair: v the victim, s the suspect; `by` is a staff role."""
        care = table("sources.yaml")[source]
        body: dict[str, Any] = {"kind": kind}
        if by:
            body["actor"] = {"id": self.staff(care["agency"], by), "role": by}
        present = list(people)
        if pair is not None:
            present = [*((pair.victim, "victim") for _ in who if _ == "v"), *((pair.suspect, "suspect") for _ in who if _ == "s"), *present]
        named = [self._mention(source, care, person, role, pair, incident) for person, role in present]
        if named:
            body["people"] = [mention for mention, _, _ in named]
        if about:
            body["about"] = [
                ref.id if ref.source == source else ref._asdict() for ref in ([about] if isinstance(about, EventRef) else about)
            ]
        if corrects:
            body["corrects"] = corrects.id if corrects.source == source else corrects._asdict()
        if data:
            body["data"] = data
        if note:
            body["note"] = note
        recorded = self._recorded(care)
        case = pair.key if pair is not None else ""
        ref = self.ledger.write(self.rng, source, self.now, recorded, case, body, when=when)
        for mention, person, reused in named:
            self.truth.mentions.append(Named(ref, str(mention["ref"]), person.number, reused))
            if reused:
                self.truth.oddities.append(Oddity("number of another person", ref))
        return ref

    def staff(self, agency: str, role: str) -> str:
        """One of an agency's staff in a role; about a dozen hold each."""
        return f"{agency.rpartition('-')[0][:1] or agency[:1]}{role[:2]}{self.rng.randrange(12) + 101}"

    def _recorded(self, care: dict[str, Any]) -> int:
        usual = care["late_minutes"]
        if not usual:
            return self.now
        delay = int(self.rng.expovariate(1 / (usual * 60)))
        if self.rng.random() < care["very_late"]:
            delay += self.rng.randrange(86_400, 12 * 86_400)
        return self.now + delay if self.now + delay <= self.until else self.now

    def _mention(
        self, source: str, care: dict[str, Any], person: Person, role: str, pair: "Pair | None", incident: str
    ) -> tuple[dict[str, Any], Person, bool]:
        if care["people"] == "local":
            kept, reused = self._labelled(f"{source}:{incident}", incident, person, care), False
        else:
            kept, reused = self._numbered(source, person, care)
        mention: dict[str, Any] = {"ref": kept["ref"], "role": role}
        if pair is not None and role in ("suspect", "child") and (pair.relation != "none"):
            mention["relation"] = "child" if role == "child" else pair.relation
        if care["people"] == "local" or self.rng.random() >= _BARE:
            mention.update(kept["fields"])
        return mention, person, reused

    def _labelled(self, key: str, incident: str, person: Person, care: dict[str, Any]) -> dict[str, Any]:
        kept = person.kept.get(key)
        if kept is None:
            kept = person.kept[key] = [{"ref": f"{incident}.{person.number % 97}", "fields": noise.as_recorded(self.rng, person, care)}]
        return kept[0]

    def _numbered(self, source: str, person: Person, care: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        numbers = person.kept.setdefault(source, [])
        reused = False
        if not numbers or self.rng.random() < care["second_number"] * 0.25:
            ref = self.ledger.number(source)
            last = self.ledger.last_number.get(source)
            if last is not None and last[1] != person.number and self.rng.random() < care["wrong_number"]:
                return {"ref": last[0], "fields": noise.as_recorded(self.rng, person, care)}, True
            self.ledger.last_number[source] = (ref, person.number)
            numbers.append(
                {"ref": ref, "home": person.home, "name": person.family_name, "fields": noise.as_recorded(self.rng, person, care)}
            )
        kept = numbers[-1] if self.rng.random() < 0.8 else self.rng.choice(numbers)
        if kept["home"] is not person.home or kept["name"] != person.family_name or self.rng.random() < _VARIED:
            kept["home"], kept["name"], kept["fields"] = person.home, person.family_name, noise.as_recorded(self.rng, person, care)
        return kept, reused
