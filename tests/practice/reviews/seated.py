"""A review that is held, with its chair and one member, and how the database is asked as one of them."""

from contextlib import contextmanager

from django.db import transaction

from harness.recorded import PAIR, ago, event
from safehold.access import context
from safehold.access.viewer import Viewer
from safehold.database import narrowed
from safehold.identity.models import Case
from safehold.practice.reviews import actions, seats

CSP, ADVOCATES = "northshire-csp", "northshire-idva"


@contextmanager
def as_viewer(viewer: Viewer):
    """As a request of theirs reads."""
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        yield viewer


def death() -> Case:
    event("call.received", ago(days=90), *PAIR, channel="999", domestic=True)
    event("risk.assessed", ago(days=80), *PAIR, agency=ADVOCATES, role="idva", instrument="dash", grade="high", score=16)
    event("death.reported", ago(days=20), *PAIR, apparent_cause="homicide", domestic_abuse_suspected="yes", prior_police_contact="yes")
    event("review.notified", ago(days=19), *PAIR, to=CSP)
    return Case.everything.get()


def opened(chair: Viewer, case: Case, **more):
    opening = actions.Opening("homicide", hold=True, reason="She was killed by a partner.", agencies=("northshire-police",), **more)
    with as_viewer(chair):
        return actions.open_review(by=chair, case=case, opening=opening)


def seated(chair: Viewer, review, member: Viewer) -> None:
    with as_viewer(chair):
        seats.seat(review, by=chair, user_id=member.user_id, agency=member.agency, chair=False)
