"""One document: what it says, who agreed, and the copies that left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.documents import making, register, releasing
from safehold.documents.guards import Finding
from safehold.documents.known import held
from safehold.documents.models import Copy, Document
from safehold.documents.rendering import TYPES
from safehold.documents.rules import standard
from safehold.identity.models import Case
from safehold.web import errors
from safehold.web.documents import presenters
from safehold.web.naming import role_title

REFUSALS = (making.CannotMake, releasing.NoPrinter)


@require_GET
def document(request: HttpRequest, number: int) -> HttpResponse:
    found = register.document(request.viewer, number)
    return _page(request, *found) if found else _nothing(request)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    found = register.document(viewer, number)
    if found is None:
        return _nothing(request)
    made, case = found
    agrees = request.POST.get("agrees") == "yes"
    try:
        making.answer(made, held(viewer, case), by=viewer, agrees=agrees)
    except making.CannotMake as refusal:
        return _page(request, made, case, refusal)
    look(viewer, "page", persons=made.persons, case_ids=[case.id])
    messages.success(request, _("Agreed. It may leave.") if agrees else _("Withdrawn. It does not leave."))
    return redirect("document", number)


@require_POST
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """A new copy, stamped and kept, as a file."""
    viewer = request.viewer
    viewer.must(making.MAKE, kind="export")
    found = register.document(viewer, number)
    if found is None:
        return _nothing(request)
    made, case = found
    try:
        left = releasing.release(made, held(viewer, case), by=viewer, form=request.POST.get("form", ""))
    except REFUSALS as refusal:
        return _page(request, made, case, refusal)
    return _file(made, left)


@require_GET
def again(request: HttpRequest, number: int, copy: int) -> HttpResponse:
    """The same bytes as left then."""
    viewer = request.viewer
    found = register.document(viewer, number)
    left = found[0].copies.filter(number=copy).first() if found else None
    if found is None or left is None:
        return _nothing(request)
    releasing.logged(found[0], left, viewer)
    try:
        return _file(found[0], left)
    except making.CannotMake as refusal:
        return _page(request, *found, refusal)


def _file(made: Document, left: Copy) -> HttpResponse:
    answered = HttpResponse(releasing.bytes_of(left), content_type=TYPES[left.form])
    answered["Content-Disposition"] = f'attachment; filename="document-{made.number}-{left.number}.{left.form}"'
    answered["X-Content-Type-Options"] = "nosniff"
    return answered


def _page(request: HttpRequest, made: Document, case: Case, refusal: Exception | None = None) -> HttpResponse:
    viewer = request.viewer
    look(viewer, "page", persons=made.persons, case_ids=[case.id])
    stopped: list[Finding] = refusal.findings if isinstance(refusal, making.Stopped) else []
    open_ = not making.withdrawn(made)
    context: dict[str, Any] = {
        "made": made,
        "said": presenters.listed(made, viewer),
        "kept": making.kept(made),
        "basis": standard().bases[made.basis],
        "way": standard().ways[made.way],
        "answers": [(each, f"{each.by.display_name}, {role_title(each.role)}") for each in made.answers.all()],
        "copies": [(presenters.left(each), each.sealed) for each in made.copies.all()],
        "may_agree": open_ and made.two and not making.agreed(made) and made.by_id != viewer.user_id and viewer.may(making.APPROVE),
        "may_withdraw": open_ and not made.copies.exists(),
        "may_leave": making.agreed(made) and viewer.may(making.MAKE) and bool(made.sealed),
        "forms": releasing.forms(made),
        "refusal": str(refusal) if refusal else "",
        "stopped": stopped,
    }
    return TemplateResponse(request, "documents/document.html", context, status=422 if refusal else 200)


def _nothing(request: HttpRequest) -> HttpResponse:
    request.viewer.trace.looked = True  # nobody is shown
    return errors.not_found(request)
