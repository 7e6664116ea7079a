"""A duty by its address. A call that is still being written down is corrected, and joined to others, and what comes soon after an event may
begin its duty with it, all while it stands on a list of somebody's: what they opened a moment ago leads to the duty as it stands now."""

from safehold.access.viewer import Viewer
from safehold.practice.response.calls import leader_of
from safehold.rulebook.begun_together import begun_together
from safehold.rulebook.models import Obligation
from safehold.web import duties


def found(viewer: Viewer, trigger: int, rule: str, token: str, now: int) -> Obligation | None:
    """None where there is none, or none that the viewer sees; and where several may be meant."""
    exact = next((each for each in _of(viewer, trigger, rule, now) if duties.token(each) == token), None)
    if exact is not None:
        return exact
    standing = leader_of(trigger)
    of_call = _of(viewer, standing, rule, now) if standing not in (None, trigger) else []
    moved = of_call or begun_together(viewer, trigger, rule, now)
    return moved[0] if len(moved) == 1 else None


def _of(viewer: Viewer, trigger: int | None, rule: str, now: int) -> list[Obligation]:
    return list(Obligation.objects.for_viewer(viewer).filter(trigger_event=trigger, rule=rule).at(now))
