"""A victim and a suspect, how they stand to each other, and what is in force between them at a moment of the story."""

from random import Random
from typing import TYPE_CHECKING

from safehold.synthetic.clock import DAY
from safehold.synthetic.people import Person
from safehold.synthetic.truth import EventRef

if TYPE_CHECKING:
    from safehold.synthetic.incidents import Incident


class Bail:
    """A spell of bail that is in force, and the incident that led to it."""

    def __init__(self, event: EventRef, until: int, after_charge: bool, incident: "Incident") -> None:
        self.event, self.until, self.after_charge, self.incident = event, until, after_charge, incident


class Pair:
    """Two people and the danger between them. What is in force is kept here as the story goes on; records may know less, or later.

    `fate` settles what would otherwise be chance, for a pair whose story must show something.
    """

    def __init__(self, rng: Random, victim: Person, suspect: Person, relation: str, children: list[Person]) -> None:
        self.victim, self.suspect, self.relation, self.children = victim, suspect, relation, children
        self.near: list[tuple[Person, str]] = []  # neighbours, twins, fathers: who call, or are there
        self.danger = rng.random() ** 2.2  # 0 to 1; most are low
        self.strangles = rng.random() < 0.05 + 0.3 * self.danger
        self.stalks = rng.random() < 0.08 + 0.3 * self.danger
        self.armed = rng.random() < 0.04 + 0.15 * self.danger
        self.controls = rng.random() < 0.3 + 0.5 * self.danger
        self.honour = rng.random() < 0.008
        self.key = f"{victim.key}-{suspect.key}"
        self.fate: dict[str, bool] = {}
        self.calls: list[int] = []
        self.stalking_reports = 0
        self.warnings: list[EventRef] = []
        self.grade = ""
        self.markers: set[str] = set()
        self.bail: Bail | None = None
        self.order: tuple[EventRef, str] | None = None
        self.in_custody = False
        self.review_due = 0
        self.marac_at: int | None = None
        self.idva = ""  # referred, engaged or closed
        self.plan: EventRef | None = None
        self.prosecuted = False
        self.refuge = False

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
        return sum(1 for at in self.calls if now - days * DAY <= at <= now)
