"""Requests, documents and copies as the pages say them."""

from collections.abc import Iterable

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.viewer import Viewer
from safehold.documents import asking, making
from safehold.documents.models import Copy, Document, Request, Step
from safehold.documents.rules import standard
from safehold.web import words
from safehold.web.documents.forms import StepForm
from safehold.web.naming import role_title

OUTCOMES = {
    "open": gettext_lazy("Open"),
    "answered": gettext_lazy("Answered"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


DONE = {**StepForm.STEPS, asking.FOUND: gettext_lazy("The case was found that it is about")}


class Asked(msgspec.Struct, frozen=True):
    address: str
    who: str
    by: str
    due: int
    over: bool
    said: str


class Listed(msgspec.Struct, frozen=True):
    address: str
    number: str
    what: str
    to: str
    purpose: str
    at: int
    by: str
    said: str


class Left(msgspec.Struct, frozen=True):
    address: str
    number: str
    copy: int
    to: str
    purpose: str
    at: int
    form: str
    by: str
    digest: str


class Did(msgspec.Struct, frozen=True):
    at: int
    what: str
    note: str
    by: str


def asked(each: Request, now: int) -> Asked:
    given, leaving = asking.asked(each), standard()
    ended = asking.ended(each)
    said = outcome(ended) if ended else _still(each)
    return Asked(
        reverse("document-request", args=[each.pk]),
        given.name if given else _("removed"),
        words.sentence(leaving.recipients[each.asks].title) if each.asks in leaving.recipients else each.asks,
        asking.due(each),
        not ended and asking.due(each) < now,
        said,
    )


def _still(each: Request) -> str:
    if waits := asking.waits_for_them(each):
        return _("Waits for them to show who they are") if waits == "identity" else _("Waits for them to say what they mean")
    return _("To answer") if asking.identified(each) else _("Check first who asks")


def outcome(name: str) -> str:
    return str(OUTCOMES[name])


def listed(each: Document, viewer: Viewer) -> Listed:
    leaving, made = standard(), making.kept(each)
    to = leaving.recipients[each.recipient].title
    return Listed(
        reverse("document", args=[each.pk]),
        each.number,
        leaving.kinds[each.kind].title,
        f"{made.content.recipient.name}, {to}" if made else to,
        leaving.purposes[each.purpose],
        each.at,
        person(each),
        state(each, viewer),
    )


def state(each: Document, viewer: Viewer) -> str:
    if making.withdrawn(each):
        return _("Withdrawn")
    if copies := each.copies.count():
        return _("Left, %(n)d copies") % {"n": copies} if copies > 1 else _("Left")
    if making.agreed(each):
        return _("May leave")
    return _("Waits for another person to agree") if each.by_id == viewer.user_id else _("Waits for your agreement, or another's")


def waits(each: Document) -> bool:
    return not making.withdrawn(each) and not each.copies.exists()


def left(each: Copy) -> Left:
    document, leaving = each.document, standard()
    made = making.kept(document)
    to = leaving.recipients[document.recipient].title
    return Left(
        reverse("document", args=[document.pk]),
        document.number,
        each.number,
        f"{made.content.recipient.name}, {to}" if made else to,
        leaving.purposes[document.purpose],
        each.at,
        each.form.upper(),
        person(each),
        each.digest,
    )


def person(each: Document | Copy) -> str:
    return f"{each.by.display_name}, {role_title(each.role)}"


def steps(found: Iterable[Step]) -> list[Did]:
    return [
        Did(each.at, str(DONE[each.what]), asking.note(each), f"{each.by.display_name}, {role_title(each.role)}")
        for each in found
    ]
