"""A duty by its address. A call that is still being written down is corrected, and joined to others, while its duties stand on a list of
somebody's: what they opened a moment ago leads to the duty of the call as it stands now."""

from safehold.access.viewer import Viewer
from safehold.practice.response.calls import leader_of
from safehold.rulebook.models import Obligation
from safehold.web import duties


def found(viewer: Viewer, trigger: int, rule: str, token: str, now: int) -> Obligation | None:
    """None where there is none, or none that the viewer sees; and where several of the call may be meant."""
    exact = next((each for each in _of(viewer, trigger, rule, now) if duties.token(each) == token), None)
    if exact is not None:
        return exact
    standing = leader_of(trigger)
    moved = _of(viewer, standing, rule, now) if standing not in (None, trigger) else []
    return moved[0] if len(moved) == 1 else None


def _of(viewer: Viewer, trigger: int | None, rule: str, now: int) -> list[Obligation]:
    return list(Obligation.objects.for_viewer(viewer).filter(trigger_event=trigger, rule=rule).at(now))
