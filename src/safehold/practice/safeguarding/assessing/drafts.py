"""What is typed of an assessment before it is recorded, kept at every pause: nothing is lost to a reload, a crash or a dropped line."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.apart.cipher import NoKey, Tampered
from safehold.identity.actions import pair
from safehold.identity.chronicle import now_called
from safehold.identity.models import Case
from safehold.practice.safeguarding.assessing.models import Draft
from safehold.practice.safeguarding.assessing.sealed import seal, unseal

LONGEST = 200_000  # of all that one form holds
KEPT = ("answer:", "by:", "remark:", "record:", "so:", "suicide:")
PLAIN = frozenset(("grade", "rationale", "held", "about", "suicide-detail"))


class Unreadable(ValueError):
    """What was typed cannot be read: its key is not at hand."""


def of_case(viewer: Viewer, case: Case) -> list[Draft]:
    """The viewer's own of this case, whatever it was called when they began."""
    mine = Draft.objects.filter(user_id=viewer.user_id, posting_id=viewer.posting_id).order_by("-updated_at")
    return [draft for draft in mine if draft.case_id == case.id or now_called(draft.case_id) == case.id]


def draft_of(viewer: Viewer, case: Case, instrument: str) -> Draft | None:
    return next((draft for draft in of_case(viewer, case) if draft.instrument == instrument), None)


@transaction.atomic
def save(viewer: Viewer, case: Case, instrument: str, given: Mapping[str, Any], *, turn: int = 0) -> Draft:
    """Keeps what is typed. A save that comes after a later one changes nothing; one without a turn is the latest."""
    viewer.must("record_risk")
    now = time.time_ns() // 1000
    found = draft_of(viewer, case, instrument)
    made = {
        "posting_id": viewer.posting_id,
        "key": uuid.uuid4().hex,
        "persons": sorted(pair(case).values()),
        "opened_at": now,
        "updated_at": now,
    }
    wanted = {"user_id": viewer.user_id, "case_id": found.case_id if found else case.id, "instrument": instrument}
    draft, _ = Draft.objects.select_for_update().get_or_create(**wanted, defaults=made)
    if turn == 0 or turn > draft.turn:
        draft.fields, draft.turn, draft.updated_at = seal(draft.key, fields_of(given)), turn or draft.turn + 1, now
        draft.posting_id = viewer.posting_id
        draft.save(update_fields=["fields", "turn", "updated_at", "posting_id"])
    return draft


def typed_of(draft: Draft) -> dict[str, str]:
    """Raises Unreadable: it must not look as if nothing had been typed."""
    try:
        return {str(name): str(value) for name, value in unseal(draft.key, draft.fields).items()}
    except (NoKey, Tampered) as error:
        raise Unreadable(str(error)) from error


def forget(viewer: Viewer, case: Case, instrument: str) -> None:
    """It is on record, or whoever typed it throws it away."""
    numbers = [draft.pk for draft in of_case(viewer, case) if draft.instrument == instrument]
    Draft.objects.filter(user_id=viewer.user_id, pk__in=numbers).delete()


def fields_of(given: Mapping[str, Any]) -> dict[str, str]:
    """What of a form is kept: what was typed, and nothing of the form's own."""
    found: dict[str, str] = {}
    left = LONGEST
    for name, value in given.items():
        text = str(value).replace("\x00", "")[:left]
        if text and (name in PLAIN or name.startswith(KEPT)):
            found[name] = text
            left -= len(text)
    return found
