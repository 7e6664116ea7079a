"""The files of a review: what came, the partnership's template, and what was made, each with its exact bytes, sealed."""

import hashlib
import time
from collections.abc import Callable

import msgspec
from django.db import transaction

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.practice.reviews import actions, sealing, seats
from safehold.practice.reviews.entries import Standing
from safehold.practice.reviews.material import Material
from safehold.practice.reviews.models import Paper, Review
from safehold.practice.reviews.receiving import form_of

REPORT, TEMPLATE, MADE = "report", "template", "made"


class Gone(ValueError):
    """Its content has gone; that it was there is kept."""


class Named(msgspec.Struct, frozen=True):
    """What is sealed: the name under which it came, and the bytes."""

    name: str
    body: bytes


@transaction.atomic
def attach(review: Review, *, by: Viewer, agency: str, name: str, body: bytes, words: str) -> Paper:
    """A management report that has come. Raises receiving.NotTaken, actions.CannotDo."""
    form = form_of(name, body)
    made = _keep(review, by=by, what=REPORT, of=agency, form=form, name=name, body=body)
    actions.say(review, by=by, what="report_had", body={"agency": agency, "words": words, "paper": made.pk, "name": name})
    return made


@transaction.atomic
def set_template(review: Review, *, by: Viewer, name: str, body: bytes, tried: Callable[[bytes], None]) -> Paper:
    """What Word documents of this review are made in from now; `tried` opens it, once nothing is known against that. Raises
    receiving.NotTaken, actions.CannotDo."""
    if not seats.panel(review).chairs(by):
        raise actions.CannotDo("The chair of the review does this.")
    form = form_of(name, body)
    if form != "docx":
        raise actions.CannotDo("A template is a Word file (.docx).")
    tried(body)
    return _keep(review, by=by, what=TEMPLATE, of="", form=form, name=name, body=body)


@transaction.atomic
def keep_made(review: Review, *, by: Viewer, of: str, form: str, name: str, body: bytes) -> Paper:
    """A document of the review, as it leaves once somebody else has agreed."""
    return _keep(review, by=by, what=MADE, of=of, form=form, name=name, body=body)


def given_to(found: Paper, stands: Standing, by: Viewer) -> bool:
    """A document that was made, once it may leave; until then to whoever may agree to it, who has to read it."""
    return found.what != MADE or stands.leaves(found.pk) or (found.by_id != by.user_id and by.may(seats.SEE))


def template(review: Review) -> bytes | None:
    """The newest that the partnership has set for this review."""
    found = review.papers.filter(what=TEMPLATE).exclude(sealed="").order_by("-id").first()
    return opened(found, review).body if found is not None else None


def paper(review: Review, number: int) -> Paper | None:
    found: Paper | None = review.papers.filter(pk=number).first()
    return found


def opened(found: Paper, review: Review) -> Named:
    """Raises Gone, NoKey, and ValueError where it is not what it was."""
    if not found.sealed:
        raise Gone("Its content has gone: that it came, and its digest, are kept.")
    named = msgspec.json.decode(sealing.unseal(review.agency, found.sealed), type=Named)
    if hashlib.sha256(named.body).hexdigest() != found.digest:
        raise ValueError(f"paper {found.pk} is not what was kept")
    return named


def logged(found: Paper, review: Review, material: Material, by: Viewer) -> None:
    """That it left Safehold, before its first byte does."""
    task = actions.FILE.format(review=review, paper=found.pk)
    look(by, "export", persons=material.people, case_ids=[review.case_id, *(each.id for each in material.cases)], task=task)


def _keep(review: Review, *, by: Viewer, what: str, of: str, form: str, name: str, body: bytes) -> Paper:
    with recorder():
        made: Paper = Paper.objects.create(
            review=review, at=time.time_ns() // 1000, what=what, of=of, form=form, digest=hashlib.sha256(body).hexdigest(), size=len(body),
            by_id=by.user_id, role=by.role, sealed=sealing.seal(review.agency, msgspec.json.encode(Named(name[-200:], body))),
        )  # fmt: skip
    return made
