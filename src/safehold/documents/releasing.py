"""A copy leaves: it is stamped, its exact bytes are kept, and it is logged, all before the first byte does."""

import hashlib
import time
from datetime import UTC, datetime

from django.db import transaction

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.documents import sealing
from safehold.documents.content import Content, Stamp
from safehold.documents.known import Held
from safehold.documents.making import MAKE, CannotMake, agreed, kept, still_stopped
from safehold.documents.models import Copy, Document
from safehold.documents.rendering import FORMS, NoPrinter, rendered
from safehold.documents.rules import standard


def release(document: Document, held: Held, *, by: Viewer, form: str) -> Copy:
    """Raises CannotMake, Stopped and NoPrinter."""
    by.must(MAKE, case_ids=[held.case.id], kind="export")
    if document.agency != by.agency or not agreed(document):
        raise CannotMake("It does not leave before another person has agreed." if document.two else "It was withdrawn.")
    if form not in forms(document):
        raise CannotMake("It does not leave in that form.")
    still_stopped(document, held, by)
    made = kept(document)
    if made is None:
        raise CannotMake("Its content has gone.")
    with transaction.atomic(), recorder() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('documents_copy', %s))", [document.pk])
        number = Copy.objects.filter(document=document).count() + 1
        now = time.time_ns() // 1000
        body = rendered(made.content, stamp(document, made.content, number, now), form)
        left: Copy = Copy.objects.create(
            document=document,
            number=number,
            at=now,
            form=form,
            digest=hashlib.sha256(body).hexdigest(),
            size=len(body),
            by_id=by.user_id,
            role=by.role,
            sealed=sealing.seal(document.agency, body),
        )
    logged(document, left, by)
    return left


def forms(document: Document) -> tuple[str, ...]:
    """A table or a structure is for an authority's own systems; people get what is read."""
    return FORMS if standard().recipients[document.recipient].side == "other" and document.kind != "letter" else ("html", "pdf")


def logged(document: Document, copy: Copy, by: Viewer) -> None:
    look(
        by,
        "export",
        persons=document.persons,
        case_ids=[document.case_id],
        why=f"to {standard().recipients[document.recipient].title}, for {standard().purposes[document.purpose]}",
        task=f"document {document.number}, copy {copy.number}",
    )


def bytes_of(copy: Copy) -> bytes:
    """What left, to the last byte. Raises CannotMake where it has gone, NoKey, and ValueError where it is not what it was."""
    if not copy.sealed:
        raise CannotMake("Its content has gone: that it left, and its digest, are kept.")
    body = sealing.unseal(copy.document.agency, copy.sealed)
    if hashlib.sha256(body).hexdigest() != copy.digest:
        raise ValueError(f"copy {copy.pk} is not what left")
    return body


def stamp(document: Document, content: Content, number: int, now: int) -> Stamp:
    """By whom is told by the office alone: staff are named to nobody outside."""
    leaving = standard()
    on = datetime.fromtimestamp(now / 1_000_000, UTC).date()
    day = f"{on.day} {on:%B %Y}"
    return Stamp(document.number, content.recipient.name, leaving.purposes[document.purpose], day, leaving.returns.name, number)


__all__ = ["NoPrinter", "bytes_of", "forms", "logged", "release", "stamp"]
