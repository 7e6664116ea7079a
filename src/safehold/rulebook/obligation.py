"""What became of a duty: one obligation for each rule, trigger and subject, and its state when read."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.rulebook.model import STATES, State

_SETTLED = ("not_applicable", "fulfilled", "released", "waived")


class Obligation(msgspec.Struct, frozen=True, gc=False):
    """As evaluated, `state` is what it will be at the end of time with every agency's records complete; `settle` gives it as of now.

    `subject` is a mention as text ("source/event id/ref"), stable when people are linked anew. `due` is None where no clock runs: for
    a forbidden act, or until an event that has not come. `says` and `outcome` are the two halves of the sentence.
    """

    rule: str
    version: str
    kind: str
    trigger: tuple[EventId, ...]
    subject: str
    each: str
    triggered_at: When
    due: When | None
    state: State
    decided_by: tuple[EventId, ...]
    who: str
    agency: str
    source: str
    says: str
    outcome: str
    timed: bool

    @property
    def key(self) -> tuple[str, tuple[EventId, ...], str, str]:
        """What names an obligation, whichever case it is read from."""
        return (self.rule, self.trigger, self.subject, self.each)

    @property
    def why(self) -> str:
        """One plain sentence, with dates, that a review panel could read."""
        return f"{self.says}; {self.outcome}."


def settle(obligation: Obligation, now: int, coverage: Mapping[str, int] | None = None) -> Obligation:
    """The obligation as it stands at an instant, given up to when each agency's records are complete (None: all are).

    An agency that has declared nothing has supplied nothing, so that what it should have done is unknown.
    """
    if obligation.state in _SETTLED or not obligation.timed:
        return obligation
    if now < obligation.triggered_at.earliest:
        return _changed(obligation, "not_applicable", "it does not arise yet")
    if obligation.due is None or now < obligation.due.latest:
        return _changed(obligation, "pending", "it is still to be done")
    if coverage is not None and coverage.get(obligation.agency, -1) < obligation.due.latest:
        return _changed(obligation, "unknown", f"the records supplied by {obligation.agency} do not reach that far")
    return obligation


def settled(obligations: list[Obligation], now: int, coverage: Mapping[str, int] | None = None) -> list[Obligation]:
    """Each as it stands at an instant. Where all records are complete, what fell due before it stands as it will at the end of time."""
    if coverage is not None:
        return [settle(each, now, coverage) for each in obligations]
    return [
        each if (due := each.due) is not None and due.latest <= now and each.triggered_at.earliest <= now else settle(each, now)
        for each in obligations
    ]


def _changed(obligation: Obligation, state: State, outcome: str) -> Obligation:
    return msgspec.structs.replace(obligation, state=state, outcome=outcome, decided_by=())


def overdue_from(duties: Iterable[Obligation], answerable: Callable[[str, str], bool]) -> list[int]:
    """Of duties at the end of time, from when on each is overdue that somebody has still to answer."""
    open_ = (each for each in duties if each.state in ("breached", "uncertain") and answerable(each.rule, each.version))
    return sorted((each.due or each.triggered_at).latest for each in open_)


def merged(obligations: Iterable[Obligation]) -> list[Obligation]:
    """One of each key, for events that belong to several cases: the first state in order of precedence, an inapplicable one last.

    Of those with the same state the one that comes first by what it says, so that it does not matter which case was read first.
    """
    found: dict[tuple[str, tuple[EventId, ...], str, str], Obligation] = {}
    for each in obligations:
        other = found.get(each.key)
        if other is None or _precedence(each) < _precedence(other):
            found[each.key] = each
    return list(found.values())


def _precedence(obligation: Obligation) -> tuple[object, ...]:
    due = obligation.due or obligation.triggered_at
    said = (obligation.outcome, obligation.says, obligation.who, obligation.agency, obligation.version, obligation.decided_by)
    return (_rank(obligation), obligation.due is None, due.earliest, due.latest, *said)


def _rank(obligation: Obligation) -> int:
    return STATES.index(obligation.state) or len(STATES)
