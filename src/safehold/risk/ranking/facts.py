"""What is on record of a case that its place in the list rests on: instants, by what happened. Pure; the same facts give the order of the
list, the reasons in words, and what weights are fitted on."""

from collections.abc import Iterable

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.risk.lowering import GIVES
from safehold.risk.ranking.weights import Severity, Weights

# Of each sort the latest so many are kept, so that a case of twenty years is worked out as quickly as one of two.
MOST = 40

REPORTS = ("call.received", "third_party.reported", "alarm.activated")
DISAGREED = "ranking.disagreed"
APART = ("separated", "divorcing", "ex")
SAID = {"threat_to_kill": "threat_to_kill", "strangulation": "strangulation", "weapon": "weapon"}
DISCLOSED = {
    "threats_to_kill": "threat_to_kill",
    "strangulation": "strangulation",
    "stalking": "stalking",
    "separation": "separation",
    "moving": "separation",
    "coercive_control": "control",
    "sexual": "control",
    "economic": "control",
    "pregnancy": "change",
    "suicidal": "change",
}
MARKED = {
    "strangulation": "strangulation",
    "stalking": "stalking",
    "threat_to_kill": "threat_to_kill",
    "weapons": "weapon",
    "firearms": "weapon",
}
OFFENCES = {"strangul": "strangulation", "stalking": "stalking", "threats to kill": "threat_to_kill", "coercive": "control"}
# What often comes before harm and is neither a separation nor a release: protection that ended, and support that was given up.
CHANGES = (
    "victim.withdrew",
    "bail.ended",
    "order.ended",
    "alarm.disabled",
    "child_contact.listed",
    "suicide_risk.identified",
    "idva.closed",
)
RELEASED = ("prison_release", "custody_ended", "no_further_action", "bail", "under_investigation")
VERY_AFRAID = 2


class Harm(msgspec.Struct, frozen=True, array_like=True, order=True):
    at: int
    severity: int
    name: str


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """`series` holds for each sort of thing when it happened, in order; `placed` when a person placed the case higher, since its last
    grade; `died` when she was reported dead."""

    series: dict[str, tuple[int, ...]]
    harms: tuple[Harm, ...] = ()
    placed: int | None = None
    died: int | None = None


def facts_of(events: Iterable[Event], weights: Weights, overdue: Iterable[int] = ()) -> Facts:
    """By a case's events in their order, and from when on each of its duties that nobody has answered is overdue."""
    gathered = _Gathered(weights)
    for event in events:
        gathered.read(event)
    return gathered.facts(overdue)


class _Gathered:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._series: dict[str, list[int]] = {}
        self._harms: list[Harm] = []
        self._planned: int | None = None
        self._placed: int | None = None
        self._died: int | None = None

    def read(self, event: Event) -> None:
        kind, data, at = event.kind, event.data, event.occurred_at.latest
        self._harms += harms_of(event, self._weights)
        if kind in REPORTS and not data.get("historic"):
            self._add("report", at)
        if kind == "call.received":
            self._call(event, at)
        elif kind == "victim.disclosed":
            self._add(DISCLOSED.get(str(data.get("what")), ""), at)
        elif kind == "marker.set":
            self._add(MARKED.get(str(data.get("marker")), ""), at)
        elif kind == "crime.recorded":
            self._crime(str(data.get("offence", "")).lower(), at)
        elif kind in ("bail.breach_reported", "order.breach_reported"):
            self._add("breach", at)
        elif kind == "relationship.changed" and data.get("to") in APART:
            self._add("separation", _time(event, "on") or at)
        elif kind in ("move.planned", "victim.moved"):
            self._add("separation", at)
        elif kind == "victim.requested" and data.get("fear_for_life") is True:
            self._add("fear", at)
        elif kind in CHANGES:
            self._add("change", at)
        elif kind == "release.planned":
            self._planned = _time(event, "at")
        elif kind == "suspect.released" and data.get("status") in RELEASED:
            self._add("release", at)
            self._planned = None
        elif kind == "death.reported":
            self._died = at if any(one.role == "deceased" for one in event.people) else self._died
        if kind in GIVES and data.get(GIVES[kind]):
            self._placed = None
        elif kind == DISAGREED and data.get("should_be") == "higher":
            self._placed = at

    def facts(self, overdue: Iterable[int]) -> Facts:
        if self._planned is not None:
            self._add("release", self._planned)
        self._series["overdue"] = list(overdue)
        series = {name: sorted(found)[-MOST:] for name, found in self._series.items() if found}
        harms = sorted(self._harms)
        reports = series.get("report", [])
        series["recency"] = series["frequency"] = reports
        series["quicker"] = _quicker(reports)
        series["graver"] = _graver(harms)
        named = {name: tuple(found) for name, found in sorted(series.items()) if found and name != "report"}
        return Facts(named, tuple(harms[-MOST:]), self._placed, self._died)

    def _add(self, name: str, at: int) -> None:
        if name:
            self._series.setdefault(name, []).append(at)

    def _call(self, event: Event, at: int) -> None:
        said = {name for name, value in event.data.items() if value is True}
        for name in SAID:
            if name in said:
                self._add(name, at)
        if "stalking" in str(event.data.get("category", "")).lower():
            self._add("stalking", at)
        fear = event.data.get("fear_expressed")
        if isinstance(fear, int) and fear >= VERY_AFRAID:
            self._add("fear", at)

    def _crime(self, offence: str, at: int) -> None:
        for word, name in OFFENCES.items():
            if word in offence:
                self._add(name, at)


def harms_of(event: Event, weights: Weights) -> list[Harm]:
    """The gravest harm that a call or a crime tells of, if any."""
    if event.kind not in ("call.received", "crime.recorded"):
        return []
    offence = str(event.data.get("offence", "")).lower() if event.kind == "crime.recorded" else ""
    said = {name for name, value in event.data.items() if value is True} if event.kind == "call.received" else set()
    found = next((each for each in weights.severities if _fits(each, offence, said)), None)
    return [Harm(event.occurred_at.latest, found.severity, found.name)] if found is not None else []


def _fits(each: Severity, offence: str, said: set[str]) -> bool:
    return any(word in offence for word in each.offence) or (bool(each.said) and said.issuperset(each.said))


def _quicker(reports: list[int]) -> list[int]:
    """Reports that came in less than half the time that the one before had taken."""
    gaps = [second - first for first, second in zip(reports, reports[1:], strict=False)]
    return [reports[number + 2] for number in range(len(gaps) - 1) if gaps[number + 1] * 2 < gaps[number]]


def _graver(harms: list[Harm]) -> list[int]:
    """Harm that was graver than any before it, but for the first."""
    found, worst = [], 0
    for each in harms:
        if worst and each.severity > worst:
            found.append(each.at)
        worst = max(worst, each.severity)
    return found


def _time(event: Event, field: str) -> int | None:
    try:
        return read_when(str(event.data[field])).latest if field in event.data else None
    except BadTime:
        return None
