"""The pages of a review: where it stands, what happened, what was owed, what agencies say, what is to be learned, and what leaves."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from safehold.documents.reviews.content import FORMS as FORMS_OF_DOCUMENTS
from safehold.documents.reviews.content import TITLES
from safehold.practice.reviews import actions, papers, seats
from safehold.practice.reviews.entries import Said
from safehold.practice.reviews.findings import found, written_otherwise
from safehold.practice.reviews.kinds import standard
from safehold.rulebook.model import Standard
from safehold.rulebook.state import rulebook
from safehold.web.naming import role_title
from safehold.web.reviews import presenters
from safehold.web.reviews.days import as_day
from safehold.web.reviews.forms import FORMS, SayForm
from safehold.web.reviews.listing import listing
from safehold.web.reviews.presenters import Wanted
from safehold.web.reviews.reaching import Reached, page, reached

MOST = 20
FORM_NAMES = {"docx": "Word", "pdf": "PDF"}
Shows = Callable[[HttpRequest, Reached, SayForm | None], HttpResponse]


class Made(msgspec.Struct, frozen=True):
    """A document that was made. `given`: the viewer gets its bytes, since it may leave or since they may agree to it."""

    pk: int
    title: str
    at: int
    by: str
    digest: str
    answers: list[Said]
    leaves: bool
    given: bool
    opened: bool


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The reviews on whose panels the viewer sits, and what all reviews have recommended."""
    found_ = listing(request.viewer, request.GET.get("q", ""))
    return TemplateResponse(request, "reviews/listed.html", msgspec.structs.asdict(found_) | {"as_day": as_day})


@require_GET
def front(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_front)


@require_GET
def chronology(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_chronology)


@require_GET
def findings(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_findings)


@require_GET
def reports(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_reports)


@require_GET
def learning(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_learning)


@require_GET
def contact(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_contact)


@require_GET
def people(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_people)


@require_GET
def leaving(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, number, show_leaving)


def show_front(request: HttpRequest, open_: Reached, wrong: SayForm | None = None) -> HttpResponse:
    then = found(open_.material, rulebook(), "then", now=open_.now)
    scope = open_.stands.scope
    context = {
        "clock": presenters.clock(then),
        "form": _form(wrong, "scope", open_, initial=scope.body if scope else {}),
        "lift": _form(wrong, "hold_lifted", open_),
        "counts": _counts(open_),
        "panel": _panel(open_),
        "case_name": presenters.case_name(open_.material),
    }
    return _page(request, open_, "review", context, wrong)


def show_chronology(request: HttpRequest, open_: Reached, _wrong: SayForm | None = None) -> HttpResponse:
    wanted = Wanted(
        agency=request.GET.get("agency", ""), section=request.GET.get("section", ""), moment=_number(request, "moment", 0),
        whole=request.GET.get("whole") == "1", page=_number(request, "page", 1),
    )  # fmt: skip
    return page(request, open_, "review-chronology", {"shown": presenters.chronology(open_, wanted), "wanted": wanted})


def show_findings(request: HttpRequest, open_: Reached, wrong: SayForm | None = None) -> HttpResponse:
    of = str(wrong.data.get("verdict-of", "")) if wrong is not None else ""
    by: Standard = "today" if request.GET.get("standard") == "today" or of.startswith('["today"') else "then"
    listed_ = [each for each in found(open_.material, rulebook(), by, now=open_.now) if not each.of_the_review]
    rows = presenters.findings(open_, listed_)
    context = {
        "by": by,
        "slipped": [each for each in rows if each.slipped],
        "rest": [each for each in rows if not each.slipped],
        "same": presenters.same(open_, written_otherwise(open_.material.shown)),
        "verdict": FORMS["verdict"](),
        "same_form": FORMS["same"](),
        "wrong": wrong,
    }
    return _page(request, open_, "review-findings", context, wrong)


def show_reports(request: HttpRequest, open_: Reached, wrong: SayForm | None = None) -> HttpResponse:
    return _page(
        request,
        open_,
        "review-reports",
        {"form": _form(wrong, "report_asked", open_), "names": sorted(open_.agencies.items(), key=lambda each: each[1])},
        wrong,
    )


def show_learning(request: HttpRequest, open_: Reached, wrong: SayForm | None = None) -> HttpResponse:
    forms = {what: _form(wrong, what, open_) for what in ("analysis", "lesson", "recommendation", "progress")}
    return _page(request, open_, "review-learning", {"forms": forms, "more": listing(open_.viewer, "").like(open_.stands)}, wrong)


def show_contact(request: HttpRequest, open_: Reached, wrong: SayForm | None = None) -> HttpResponse:
    form = _form(wrong, "contact", open_)
    return _page(request, open_, "review-contact", {"form": form, "whom": dict(form.fields["whom"].choices)}, wrong)


def show_people(request: HttpRequest, open_: Reached, wrong: SayForm | None = None) -> HttpResponse:
    sitting = {each.user_id for each in open_.panel.seats}
    may_sit = [each for each in seats.who_may_sit() if each[0] not in sitting] if open_.leads and open_.until is None else []
    context = {
        "panel": _panel(open_),
        "people": [
            (number, each.name, [" ".join(part for part in name if part) for name in each.names[1:]], role_title(each.role))
            for number, each in open_.material.people.items()
        ],
        "form": _form(wrong, "pseudonym", open_),
        "may_sit": [
            (f"{user} {agency}", f"{name}, {role_title(role)}, {open_.agencies.get(agency, agency)}")
            for user, name, role, agency in may_sit
        ],
    }
    return _page(request, open_, "review-people", context, wrong)


def show_leaving(
    request: HttpRequest, open_: Reached, wrong: SayForm | None = None, stopped: list[str] | None = None, *, may_answer: bool = False
) -> HttpResponse:
    """`stopped`: why a document that was asked for does not leave; `may_answer`: the chair can say that these are only words."""
    known = standard()
    steps = [(name, step, open_.stands.steps.get(name, [])) for name, step in known.steps.items()]
    made = open_.review.papers.filter(what=papers.MADE).select_related("by").order_by("-id")[:MOST]
    opened = actions.opened_by(open_.review, open_.viewer)
    context = {
        "steps": steps,
        "form": _form(wrong, "step", open_),
        "titles": TITLES,
        "forms": FORMS_OF_DOCUMENTS,
        "made": [
            Made(
                each.pk,
                f"{TITLES.get(each.of, each.of)}, {FORM_NAMES[each.form]}",
                each.at,
                each.by.display_name,
                each.digest,
                open_.stands.agreed.get(each.pk, []),
                open_.stands.leaves(each.pk),
                papers.given_to(each, open_.stands, open_.viewer),
                each.pk in opened,
            )
            for each in made
        ],
        "may_agree": seats.who_may_agree(open_.panel),
        "template": open_.review.papers.filter(what=papers.TEMPLATE).order_by("-id").first(),
        "stopped": stopped or [],
        "asked_for": request.POST.get("document", "") if may_answer else "",
    }
    status = 422 if wrong is not None or stopped else 200
    return page(request, open_, "review-leaving", {"wrong": wrong} | context, status=status)


SHOWS: dict[str, Shows] = {
    "review": show_front,
    "review-findings": show_findings,
    "review-reports": show_reports,
    "review-learning": show_learning,
    "review-contact": show_contact,
    "review-people": show_people,
    "review-leaving": show_leaving,
}


def _shown(request: HttpRequest, number: int, show: Callable[[HttpRequest, Reached], HttpResponse]) -> HttpResponse:
    open_ = reached(request, number)
    return show(request, open_) if isinstance(open_, Reached) else open_


def _page(request: HttpRequest, open_: Reached, name: str, context: dict[str, Any], wrong: SayForm | None) -> HttpResponse:
    return page(request, open_, name, {"wrong": wrong} | context, status=422 if wrong is not None else 200)


def _form(wrong: SayForm | None, what: str, open_: Reached, *, initial: dict[str, Any] | None = None) -> SayForm:
    if wrong is not None and wrong.what == what:
        return wrong
    return FORMS[what](agencies=sorted(open_.agencies.items(), key=lambda each: each[1]), initial=initial or {})


def _counts(open_: Reached) -> list[tuple[str, str, str]]:
    stands = open_.stands
    done = sum(each.done for each in stands.recommendations)
    had = sum(bool(each.had) for each in stands.reports)
    return [
        ("review-findings", _("Findings answered"), str(len(stands.verdicts))),
        ("review-reports", _("Management reports"), _("%(had)d of %(all)d have come") % {"had": had, "all": len(stands.reports)}),
        ("review-learning", _("Recommendations"), _("%(done)d of %(all)d done") % {"done": done, "all": len(stands.recommendations)}),
        ("review-contact", _("Contacts with the family"), str(len(stands.contacts))),
    ]


def _panel(open_: Reached) -> list[tuple[int, str, str, bool]]:
    return [(each.user_id, each.user.display_name, open_.agencies.get(each.agency, each.agency), each.chair) for each in open_.panel.seats]


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else otherwise
