"""After the line drops: whether she may be called back, who tries, and what came of it. That she may not be called stops the call, never
the response."""

from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.practice.response.calls import followed_to_record, unsafe_to_call, why_unsafe
from safehold.practice.response.models import Call
from safehold.practice.response.onto import ids, still_open, write, write_about

SAFE = ("yes", "no", "unknown")


@transaction.atomic
def decide_call_back(viewer: Viewer, call: Call, *, safe: str, who: str = "", how: str = "", why: str = "") -> None:
    """Whether to call back, and who does. Unless it is known to be safe, nobody does."""
    viewer.must("record_calls")
    now = still_open(call)
    if safe not in SAFE:
        raise Declined("Say whether it is safe to call her back; that nobody knows is an answer too.")
    if safe == "yes" and unsafe_to_call(now.victim_id, now):
        said = why_unsafe(now.victim_id, now)
        raise Declined(f"On record it is not safe to call her{f': {said}' if said else ''}. Send help; do not ring.")
    if safe == "yes" and not who.strip():
        raise Declined("Say who tries, by name: else everybody believes that somebody else does.")
    write(viewer, now, "call.call_back_decided", {"safe": safe, "who": who if safe == "yes" else "", "how": how, "why": why})


@transaction.atomic
def called_back(viewer: Viewer, call: Call, *, reached: bool, method: str = "phone") -> None:
    viewer.must("record_calls")
    now = still_open(call)
    if unsafe_to_call(now.victim_id, now):
        raise Declined("On record it is not safe to call her. Send help; do not ring.")
    history = followed_to_record(now)
    decided = history.last("call.call_back_decided")
    if decided is None or decided.data.get("safe") != "yes":
        raise Declined("First say whether it is safe to call her back, and who tries.")
    data = {"method": method, "safe": True, "reached": reached}
    write_about(viewer, now, "victim.contact_attempted", data, ids(history.call, decided))
