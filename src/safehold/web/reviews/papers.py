"""Files of a review: a management report that has come, the partnership's template, and the documents that are made."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.staff import staff_names
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.documents.rendering import NoPrinter
from safehold.documents.reviews import printed, word
from safehold.documents.reviews.content import FORMS, TITLES
from safehold.documents.reviews.guarding import left, with_template
from safehold.practice.reviews import actions, papers, seats
from safehold.practice.reviews.models import Paper
from safehold.practice.reviews.receiving import TYPES, NotTaken, too_large
from safehold.web import errors, uploads
from safehold.web.reviews import over
from safehold.web.reviews.composing import composed
from safehold.web.reviews.reaching import Reached, reached
from safehold.web.reviews.views import show_leaving


@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    """A management report, from the agency that it is of."""
    agency, said = request.POST.get("agency", ""), request.POST.get("words", "")[:2000]

    def kept(open_: Reached, name: str, body: bytes) -> None:
        if agency not in open_.agencies:
            raise NotTaken(_("Say which agency it is from."))
        papers.attach(open_.review, by=open_.viewer, agency=agency, name=name, body=body, words=said)

    return _taken(request, number, "review-reports", kept, _("The report is kept."))


@require_POST
def template(request: HttpRequest, number: int) -> HttpResponse:
    def kept(open_: Reached, name: str, body: bytes) -> None:
        papers.set_template(open_.review, by=open_.viewer, name=name, body=body, tried=word.tried)

    return _taken(request, number, "review-leaving", kept, _("Word documents are made in this template from now."))


@require_GET
def paper(request: HttpRequest, number: int, paper: int) -> HttpResponse:
    """The same bytes as were kept, as a file that the browser does not open by itself."""
    open_ = reached(request, number)
    if not isinstance(open_, Reached):
        return _still_the_chairs(request, number, paper) or open_
    found = papers.paper(open_.review, paper)
    if found is None:
        return errors.not_found(request)
    if not papers.given_to(found, open_.stands, open_.viewer):
        messages.error(request, _("It leaves once somebody else on the panel, who may see what is confidential, has read it and agrees."))
        return redirect("review-leaving", number)
    papers.logged(found, open_.review, open_.material, open_.viewer)
    try:
        named = papers.opened(found, open_.review)
    except papers.Gone as gone:
        messages.error(request, str(gone))
        return redirect("review-reports", number)
    return _file(found, named.body, agreed=open_.stands.leaves(found.pk))


@require_POST
def make(request: HttpRequest, number: int) -> HttpResponse:
    """A document as it leaves once another has agreed, unless somebody could be found by it."""
    open_ = reached(request, number)
    if not isinstance(open_, Reached):
        return open_
    kind, _space, form = request.POST.get("document", "").partition(" ")
    if kind not in TITLES or form not in FORMS:
        messages.error(request, _("Choose a document."))
        return redirect("review-leaving", number)
    report = composed(open_, kind)
    template_ = papers.template(open_.review) if form == "docx" else None
    whole = with_template(report, word.around(template_)) if template_ else report
    found = left(whole, open_.material.people.values(), open_.material.shown, staff=_staff(open_))
    why = request.POST.get("why", "").strip()[:2000]
    if found and not (why and open_.chairs and all(each.name for each in found)):
        return show_leaving(
            request, open_, stopped=[each.said for each in found], may_answer=open_.chairs and all(each.name for each in found)
        )
    try:
        body = printed.pdf(report) if form == "pdf" else word.made(report, template_)
    except NoPrinter as refusal:
        return show_leaving(request, open_, stopped=[str(refusal)])
    made = papers.keep_made(open_.review, by=open_.viewer, of=kind, form=form, name=f"{kind}.{form}", body=body)
    if found:
        body_said = {"paper": made.pk, "found": [each.said for each in found], "reason": why}
        actions.say(open_.review, by=open_.viewer, what="released", body=body_said)
    messages.success(request, _("It is made. It leaves once somebody else on the panel, who may see what is confidential, agrees."))
    return redirect("review-leaving", number)


def _still_the_chairs(request: HttpRequest, number: int, paper: int) -> HttpResponse | None:
    """Of a review that is over, a document that could leave."""
    review = over.kept_by(request.viewer, number)
    found = papers.paper(review, paper) if review is not None else None
    if review is None or found is None or found.what != papers.MADE or not found.sealed or not seats.stands(review).leaves(paper):
        return None
    look(request.viewer, "export", persons=review.persons, case_ids=[review.case_id], task=actions.FILE.format(review=review, paper=paper))
    return _file(found, papers.opened(found, review).body, agreed=True)


def _staff(open_: Reached) -> list[str]:
    """Those who recorded any of it: they are not named outside either."""
    return sorted(set(staff_names(each.actor.id for each in open_.material.shown if each.actor is not None).values()))


def _taken(request: HttpRequest, number: int, page: str, keep: Callable[[Reached, str, bytes], None], done: str) -> HttpResponse:
    """What is wrong with a file is said on the page it was sent from, since a file cannot be given back in its form."""
    open_ = reached(request, number)
    if not isinstance(open_, Reached):
        return open_
    try:
        given = uploads.sent(request)
        if given is None:
            raise NotTaken(_("Choose a file."))
        keep(open_, *given)
    except uploads.TooLarge:
        messages.error(request, too_large())
    except (NotTaken, actions.CannotDo, NotRecorded) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(page, number)


def _file(found: Paper, body: bytes, *, agreed: bool) -> HttpResponse:
    """Its name is a number, and tells nothing: neither whose review it is nor which agencies knew her."""
    of = found.of if found.what == papers.MADE else found.what
    told = "-not-agreed" if found.what == papers.MADE and not agreed else ""
    answered = HttpResponse(body, content_type=TYPES[found.form])
    answered["Content-Disposition"] = f'attachment; filename="review-{found.review_id:03}-{of}-{found.pk}{told}.{found.form}"'
    answered["X-Content-Type-Options"] = "nosniff"
    answered["Content-Security-Policy"] = "sandbox"
    return answered
