"""A victim and a suspect, how they stand to each other, and what is in force between them at a moment of the story."""

from random import Random
from typing import Any

from safehold.synthetic.people import Person
from safehold.synthetic.truth import EventRef


class Pair:
    """Two people and the danger between them. What is in force is kept here as the story goes on; records may know less, or later."""

    def __init__(self, rng: Random, victim: Person, suspect: Person, relation: str, children: list[Person]) -> None:
        self.victim, self.suspect, self.relation, self.children = victim, suspect, relation, children
        self.danger = rng.random() ** 2.2  # 0 to 1; most are low
        self.strangles = rng.random() < 0.05 + 0.3 * self.danger
        self.stalks = rng.random() < 0.08 + 0.3 * self.danger
        self.armed = rng.random() < 0.04 + 0.15 * self.danger
        self.controls = rng.random() < 0.3 + 0.5 * self.danger
        self.honour = rng.random() < 0.01
        self.calls: list[int] = []
        self.crimes = 0
        self.warnings: list[EventRef] = []
        self.grade = ""
        self.markers: set[str] = set()
        self.bail: EventRef | None = None
        self.bail_until = 0
        self.after_charge = False
        self.in_custody = False
        self.order: tuple[EventRef, str] | None = None
        self.wanted: EventRef | None = None
        self.marac_at: int | None = None
        self.marac: dict[str, Any] = {}
        self.idva = ""  # "", "referred", "engaged", "closed"
        self.plan: EventRef | None = None
        self.prosecution: EventRef | None = None
        self.disclosure = False
        self.ended = False

    @property
    def key(self) -> str:
        return f"{self.victim.key}-{self.suspect.key}"

    @property
    def together(self) -> bool:
        return self.relation in ("partner", "spouse")

    @property
    def intimate(self) -> bool:
        return self.relation in ("partner", "spouse", "ex_partner", "ex_spouse")

    def separate(self) -> None:
        self.relation = {"partner": "ex_partner", "spouse": "ex_spouse"}.get(self.relation, self.relation)

    def reunite(self) -> None:
        self.relation = {"ex_partner": "partner", "ex_spouse": "spouse"}.get(self.relation, self.relation)

    def calls_within(self, now: int, days: int) -> int:
        return sum(1 for at in self.calls if now - days * 86_400 <= at <= now)
