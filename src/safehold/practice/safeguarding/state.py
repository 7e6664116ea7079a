"""Derives where each case stands, the warnings on each person, what was planned, and how she may be reached."""

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.recording import Derivation
from safehold.identity.cases_stored import case_id
from safehold.identity.involvement import Touched
from safehold.practice.safeguarding.markers import markers_of
from safehold.practice.safeguarding.plans import actions_of
from safehold.practice.safeguarding.reaching import safe_contact_of
from safehold.practice.safeguarding.standing import standing_of

STANDING = Table(
    "safeguarding_standing",
    ("case_id",),
    (
        "grade", "graded_at", "graded_by", "graded_agency", "instrument", "score", "danger", "dangers", "relation_now", "separated_at",
        "plan_at", "plan_summary", "wants", "wants_at", "last_contact_at", "idva_at", "marac_at", "call_unsafe", "reports", "children",
        "owner", "owner_agency", "unplanned_at",
    ),
)  # fmt: skip
MARKER = Table("safeguarding_marker", ("event_id", "person_id"), ("marker", "agency", "set_at", "expires_at", "lifted_at"))
LIFTED = Table("safeguarding_lifted_elsewhere", ("event_id", "person_id", "lifted_by"), ("marker", "agency", "lifted_at"))
ACTION = Table(
    "safeguarding_plan_action",
    ("event_id",),
    ("victim_id", "plan", "action", "owner_agency", "agreed_at", "due_at", "done_at", "cancelled_at"),
)
CONTACT = Table("safeguarding_safe_contact", ("person_id",), ("event_id", "set_at"))


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    persons = sorted(touched.persons)
    standing = {(case_id(key),): standing_of(record) for key, record in touched.records.items()}
    derivation.wanted.append(Wanted(STANDING, "case_id", [*(key for (key,) in standing), *touched.gone], standing))
    markers, lifted = markers_of(touched)
    derivation.wanted.append(Wanted(MARKER, "person_id", persons, markers))
    derivation.wanted.append(Wanted(LIFTED, "person_id", persons, lifted))
    derivation.wanted.append(Wanted(ACTION, "event_id", sorted(touched.thread), actions_of(touched)))
    derivation.wanted.append(Wanted(CONTACT, "person_id", persons, safe_contact_of(touched)))
