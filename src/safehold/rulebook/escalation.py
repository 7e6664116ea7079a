"""To which role a duty goes as well while nobody has answered it, and how long after it fell due: by the area, or by its rule."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import cast, get_args

import msgspec

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.times import DAY, HOUR, MINUTE, BadTime, read_when
from safehold.rulebook.model import Confidence, Step
from safehold.rulebook.reading import Reader, read_yaml

FILE = "escalation.yaml"
_UNITS = {"minutes": MINUTE, "hours": HOUR, "days": DAY}


class Escalation(msgspec.Struct, frozen=True):
    """What an area does from a day on: of each role, the next and after how long."""

    since: int
    source: str
    confidence: Confidence
    next: dict[str, Step]

    def chain(self, who: str) -> tuple[Step, ...]:
        """From a role up, each step as long after the duty fell due as all before it together."""
        found: list[Step] = []
        span = 0
        while who in self.next:
            step = self.next[who]
            span += step.after
            found.append(Step(step.to, span))
            who = step.to
        return tuple(found)


def load_escalation(directory: Path | None = None) -> tuple[Escalation, ...]:
    """Every version, the newest first. Raises BadRules."""
    path = resources.files("safehold.rulebook").joinpath(FILE) if directory is None else directory / FILE
    return read_escalation(path.read_bytes().decode("utf-8", "surrogateescape"), FILE)


def read_escalation(text: str, file: str) -> tuple[Escalation, ...]:
    top = read_yaml(text, file).fields(("escalation",), ("escalation",))
    found = [_version(item) for item in top["escalation"].items()]
    if len({each.since for each in found}) < len(found):
        raise top["escalation"].bad("has two versions from the same day")
    return tuple(sorted(found, key=lambda each: -each.since))


def in_force(versions: tuple[Escalation, ...], at: int) -> Escalation | None:
    return next((each for each in versions if each.since <= at), None)


def _version(given: Reader) -> Escalation:
    fields = given.fields(("from", "source", "confidence", "roles"), ("from", "source", "confidence", "roles"))
    try:
        since = read_when(fields["from"].text()).earliest
    except BadTime as error:
        raise fields["from"].bad(str(error)) from error
    places = fields["roles"].entries()
    steps = {}
    for role, entry in places.items():
        if role not in CATALOGUE.staff_roles:
            raise entry.bad(f"is of {role!r}, which is no role; allowed: {', '.join(CATALOGUE.staff_roles)}")
        steps[role] = read_step(entry)
    _check_circles(steps, places)
    sure = cast(Confidence, fields["confidence"].choice(get_args(Confidence)))
    return Escalation(since, fields["source"].text(), sure, steps)


def read_step(given: Reader) -> Step:
    fields = given.fields(("to", "after"), ("to", "after"))
    after = fields["after"].fields(_UNITS)
    if len(after) != 1:
        raise fields["after"].bad(f"needs one length; allowed: {', '.join(_UNITS)}")
    ((unit, amount),) = after.items()
    span = amount.whole_number() * _UNITS[unit]
    if span <= 0:
        raise amount.bad("is no length of time; a duty goes on some time after it fell due")
    return Step(fields["to"].choice(CATALOGUE.staff_roles), span)


def read_steps(given: Reader, owners: tuple[str, ...]) -> tuple[Step, ...]:
    """A rule's own, each counted from when it fell due."""
    found: list[Step] = []
    for item in given.items():
        step = read_step(item)
        before = (*owners, *(each.to for each in found))
        if step.to in before:
            raise item.bad(f"goes in a circle: it is with {step.to} already")
        if found and step.after <= found[-1].after:
            raise item.bad("comes no later than the step before it")
        found.append(step)
    return tuple(found)


def _check_circles(steps: Mapping[str, Step], places: Mapping[str, Reader]) -> None:
    for role in steps:
        walked = [role]
        while walked[-1] in steps:
            to = steps[walked[-1]].to
            if to in walked:
                raise places[walked[-1]].bad(f"goes in a circle: {', '.join([*walked, to])}")
            walked.append(to)
