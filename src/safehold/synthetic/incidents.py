"""What happens when somebody calls: what was done, to whom, and what the caller says of it."""

import re
from random import Random
from typing import Any

from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates, table
from safehold.synthetic.sources import NORTHSHIRE, SOUTHMERE, Force
from safehold.synthetic.truth import EventRef

_HERS = {"He": "She", "he": "she", "his": "her", "him": "her"}
_HIS = re.compile(r"\b(He|he|his|him)\b")


class Incident:
    """One incident as it truly was, and the events that records have of it so far."""

    def __init__(self, rng: Random, pair: Pair, at: int, label: str) -> None:
        rate = rates()
        self.pair, self.at, self.label = pair, at, label
        self.force: Force = SOUTHMERE if rng.random() < rate["from_southmere"] else NORTHSHIRE
        self.sort = _sort(rng, pair)
        self.spoken: dict[str, Any] = table("incidents.yaml")[self.sort]
        danger = pair.danger
        physical = self.sort in ("assault", "strangulation")
        near = self.sort != "harassment" and not pair.in_custody
        self.suspect_present = near and rng.random() < rate["suspect_present"] + 0.2 * physical
        self.injuries = physical and rng.random() < 0.55
        self.weapon = pair.armed and rng.random() < 0.4
        self.threat_to_kill = self.sort == "threats" or rng.random() < 0.15 * danger
        self.strangulation = self.sort == "strangulation"
        self.afraid = 1 + int(rng.random() < 0.25 + 0.6 * danger) + int(rng.random() < 0.5 * danger)
        self.children = [child for child in pair.children if rng.random() < 0.75]
        crime = rng.random() < (0.16 if self.sort == "argument" else rate["is_crime"] * 1.35)
        self.is_crime = pair.fate.get("crime", crime)
        self.flagged = rng.random() >= rate["calls_not_flagged_domestic"]
        self.historic = rng.random() < 0.04
        self.words = _of(pair.suspect.sex, rng.choice(self.spoken["words"]))
        self.urban = pair.victim.home.urban
        self.grade = ""
        self.attended = self.closed = False
        self.call: EventRef | None = None
        self.crime: EventRef | None = None
        self.arrest: EventRef | None = None
        self.assessment: EventRef | None = None

    @property
    def offence(self) -> str:
        return str(self.spoken["offence"])

    @property
    def urgent(self) -> bool:
        return self.suspect_present or self.injuries or self.weapon or self.strangulation or (self.threat_to_kill and self.afraid > 1)

    @property
    def grave(self) -> bool:
        """Serious harm, of the kind that a review looks back from."""
        return self.injuries and (self.weapon or self.strangulation) and self.pair.danger > 0.5


def _of(sex: str, words: str) -> str:
    return _HIS.sub(lambda found: _HERS[found[0]], words) if sex == "female" else words


def _sort(rng: Random, pair: Pair) -> str:
    draw = rng.random()
    if pair.intimate and pair.strangles and draw < rates()["strangulation"] * 3:
        return "strangulation"
    if not pair.together and pair.stalks and draw < 0.45:
        return rng.choice(("stalking", "harassment", "stalking"))
    if rng.random() < rates()["non_physical_only"]:
        control = "control" if pair.controls else "argument"
        return rng.choice(("argument", "argument", "argument", "threats", "damage", "harassment", control))
    return "assault"
