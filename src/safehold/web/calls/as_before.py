"""Whether the panel that a button was pressed beside still says what a new one would, so that nobody is looked for twice in one press.

What is on record of people was asked a moment ago, in this request. All that can have changed since is what the button itself did, so the
panel stands where that says nothing of anybody: the same is asked of the same call, on the record of the same people, and nothing was
recorded but kinds of event from which nothing that a panel shows is made (tests/web/test_calls_panel_kept.py looks at each of them).
"""

from safehold.chronology.envelope import Event
from safehold.practice.response.asking import kept_to_some
from safehold.practice.response.calls import Followed
from safehold.practice.response.models import Call
from safehold.practice.response.typed import Typed
from safehold.web.calls.panel import Panel, goes_by, today

OF_NOBODY = frozenset(
    (
        "call.graded",
        "call.regraded",
        "call.downgrade_asked",
        "call.downgrade_answered",
        "call.reasoned",
        "call.call_back_decided",
        "call.closed",
        "history.checked",
        "history.briefed",
        "unit.dispatched",
        "unit.arrived",
        "unit.diversion_asked",
        "unit.diversion_answered",
        "unit.diverted",
        "supervisor.reassessed",
    )
)
# What these do can change what is shown of somebody without such an event: whom the call is of, and whom another agency is asked of.
OF_SOMEBODY = frozenset(("link", "unlink", "ask", "part", "join"))


def stands(panel: Panel | None, button: str, given: Typed, call: Call, before: Followed | None, after: Followed) -> bool:
    """`before` is the call as it was read before the panel was looked up, `after` as it is read now; `given` what its page shows now."""
    if panel is None or before is None or button in OF_SOMEBODY or panel.goes_by != goes_by(given, call, today()):
        return False
    if not (before.thread.keys() <= after.thread.keys() and all(map(_of_nobody, _since(before, after)))):
        return False
    # Who reads what is kept to named staff can change with anything that is recorded of it, or with a call that is closed.
    return not panel.kept and not kept_to_some(panel.persons)


def _since(before: Followed, after: Followed) -> list[Event]:
    return [event for number, event in after.thread.items() if number not in before.thread]


def _of_nobody(event: Event) -> bool:
    # That she was seen is when somebody was last in touch with her.
    return event.kind in OF_NOBODY and not (event.kind == "unit.arrived" and event.data.get("victim_seen") is True)
