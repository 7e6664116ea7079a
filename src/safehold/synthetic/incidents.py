"""What happens when somebody calls: what was done, to whom, and what the caller says of it."""

from random import Random
from typing import Any

from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.truth import EventRef

_WORDS = {
    "assault": ["He has hit me again", "She has hurt me and will not stop", "There is blood, please come", "He pushed me down the stairs"],
    "strangulation": ["He had his hands round my neck", "I could not breathe", "He strangled me and then left"],
    "threats": ["He says he will kill me", "He says if I go he will find me", "She says she will burn the house"],
    "stalking": ["He is outside again", "He follows me to work", "He has put something on my phone"],
    "harassment": ["He does not stop calling", "Forty messages since this morning", "He came to my mother's asking where I am"],
    "damage": ["He has kicked the door in", "He has smashed my phone", "The windows of the car are broken"],
    "argument": ["We are arguing and I am scared", "He is shouting and the children are upstairs", "He will not leave"],
    "control": ["He will not let me leave the house", "He has taken my bank card", "He checks my phone every night"],
}
OFFENCES = {
    "assault": ("assault occasioning actual bodily harm", "8N"),
    "strangulation": ("non-fatal strangulation", "4/10"),
    "threats": ("threats to kill", "3B"),
    "stalking": ("stalking", "8U"),
    "harassment": ("harassment", "8L"),
    "damage": ("criminal damage", "58D"),
    "argument": ("common assault", "105A"),
    "control": ("controlling or coercive behaviour", "8T"),
}
CATEGORIES = {
    "assault": "domestic - violence",
    "strangulation": "domestic - violence",
    "threats": "domestic - threats",
    "stalking": "stalking",
    "harassment": "harassment",
    "damage": "criminal damage",
    "argument": "domestic - verbal",
    "control": "domestic - controlling or coercive behaviour",
}
MISFILED = ("disturbance", "concern for safety", "nuisance", "abandoned call", "neighbour dispute")


class Incident:
    """One incident as it truly was, and the events that records have of it so far."""

    def __init__(self, rng: Random, pair: Pair, at: int) -> None:
        rate = rates()
        self.pair, self.at = pair, at
        self.sort = _sort(rng, pair)
        danger = pair.danger
        physical = self.sort in ("assault", "strangulation")
        self.suspect_present = (
            not pair.in_custody and self.sort not in ("harassment",) and rng.random() < rate["suspect_present"] + 0.2 * physical
        )
        self.injuries = physical and rng.random() < 0.55
        self.weapon = pair.armed and rng.random() < 0.4
        self.threat_to_kill = self.sort == "threats" or rng.random() < 0.15 * danger
        self.strangulation = self.sort == "strangulation"
        self.afraid = 1 + int(rng.random() < 0.25 + 0.6 * danger) + int(rng.random() < 0.5 * danger)
        self.children = [child for child in pair.children if rng.random() < 0.75]
        self.is_crime = (
            self.sort != "argument" and rng.random() < rate["is_crime"] * 1.18 or self.sort == "argument" and rng.random() < 0.16
        )
        self.flagged = rng.random() >= rate["calls_not_flagged_domestic"]
        self.historic = rng.random() < 0.04
        self.words = rng.choice(_WORDS[self.sort])
        self.call: EventRef | None = None
        self.label = ""
        self.grade = ""
        self.urban = pair.victim.home.urban
        self.attended = False
        self.crime: EventRef | None = None
        self.arrest: EventRef | None = None
        self.assessment: EventRef | None = None
        self.facts: dict[str, Any] = {}

    @property
    def offence(self) -> str:
        return OFFENCES[self.sort][0]

    @property
    def urgent(self) -> bool:
        return self.suspect_present or self.injuries or self.weapon or self.strangulation or (self.threat_to_kill and self.afraid > 1)


def _sort(rng: Random, pair: Pair) -> str:
    draw = rng.random()
    if pair.intimate and pair.strangles and draw < rates()["strangulation"] * 3:
        return "strangulation"
    if not pair.together and pair.stalks and draw < 0.45:
        return rng.choice(("stalking", "harassment", "stalking"))
    if rng.random() < rates()["non_physical_only"]:
        return rng.choice(
            ("argument", "argument", "argument", "threats", "damage", "harassment", "control" if pair.controls else "argument")
        )
    return "assault"
