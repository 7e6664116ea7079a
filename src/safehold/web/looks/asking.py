"""The page in the way: what for, before a case or a person outside one's work is shown; and what is said of a case that is kept from
somebody. Neither names anybody."""

import time

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from safehold.access.looking import kept as keeping
from safehold.access.looking import measures
from safehold.access.looks import look
from safehold.identity.before_looking import cases_about, of_staff
from safehold.identity.models import Case
from safehold.web import words
from safehold.web.looks.forms import GlassForm, PurposeForm
from safehold.web.looks.mine import Subject, grounds
from safehold.web.naming import role_title
from safehold.web.within import within


def of_case(case: Case) -> Subject:
    return Subject((case,), case_id=case.id)


def of_person(request: HttpRequest, person: int) -> Subject:
    found = Case.objects.for_viewer(request.viewer).filter(id__in=cases_about(person))
    return Subject(tuple(found), person=person)


def asked_first(request: HttpRequest, subject: Subject) -> HttpResponse | None:
    """The page that asks, where what is about to be opened is not of the viewer's work and they have not said what for; otherwise nothing,
    and every look of the request is logged with what brings them. What is being sent is never stopped by it: nothing typed is lost."""
    viewer = request.viewer
    found = grounds(viewer, subject, time.time_ns() // 1000)
    if found is not None:
        viewer.trace.grounds = found
        return None
    if request.method != "GET":
        return None
    viewer.trace.looked = True  # nothing of what was read is shown
    return ask(request, subject, PurposeForm(viewer=viewer), request.get_full_path())


def ask(request: HttpRequest, subject: Subject, form: PurposeForm, onward: str) -> HttpResponse:
    context = {"form": form, "of": subject, "onward": onward}
    return TemplateResponse(request, "looks/purpose.html", context, status=422 if form.errors else 200)


def kept(request: HttpRequest, case_id: str, form: GlassForm | None = None) -> HttpResponse | None:
    """What is said of a case that there is and that the viewer does not see; nothing where not even that is said. Logged as refused."""
    viewer = request.viewer
    said = None if viewer.does.cases == "none" or of_staff(case_id) else keeping.said(viewer, case_id)
    if said is None:
        return None
    look(viewer, "page", case_ids=[case_id], refused=True, why="kept from this viewer, who was told so")
    ask = [f"{words.sentence(role_title(each.role))}, {each.name}" if each.role else each.name for each in said.ask]
    context = {
        "kept": said,
        "ask": ask,
        "case_id": case_id,
        "form": form or GlassForm(),
        "hours": measures.standard().numbers.glass_hours.value,
    }
    return TemplateResponse(request, "looks/kept.html", context, status=422 if form is not None else 403)


def onward(request: HttpRequest, otherwise: str) -> str:
    return within(request, request.POST.get("onward", "")) or otherwise
