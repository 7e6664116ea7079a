"""The page in the way: what for, before a case or a person outside one's work is shown; and what is said of a case that is kept from
somebody. Neither names anybody."""

import time
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from safehold.access.looking import glass, measures
from safehold.access.looking import kept as keeping
from safehold.access.looks import look
from safehold.access.often import Often
from safehold.identity.before_looking import cases_about, of_staff
from safehold.identity.models import Case
from safehold.web import words
from safehold.web.kept.fields import ADDED
from safehold.web.looks.forms import GlassForm, PurposeForm
from safehold.web.looks.mine import Subject, called, grounds
from safehold.web.looks.slowly import slowly
from safehold.web.naming import role_title
from safehold.web.within import within

# The question's own fields, where another form waits on its page.
PREFIX = "asking"


def of_case(case: Case) -> Subject:
    return Subject((case,), case_id=case.id)


def of_person(request: HttpRequest, person: int) -> Subject:
    return Subject(tuple(_ABOUT.all(request.viewer, cases=cases_about(person))), person=person)


_ABOUT = Often(lambda of, cases: of(Case).filter(id__in=cases))


def asked_first(request: HttpRequest, *subjects: Subject) -> HttpResponse | None:
    """The page that asks, where some of what is about to be opened or acted on is not of the viewer's work and they have not said what for;
    otherwise nothing, and every look of the request is logged with what brings them. A form that was sent is kept on that page, whole, and
    goes on to the same address with the answer: nothing typed is lost, and nothing is done before it is said what for."""
    viewer, now = request.viewer, time.time_ns() // 1000
    held = {subject: grounds(viewer, subject, now) for subject in subjects}
    outside = [subject for subject, found in held.items() if found is None]
    sent = request.method == "POST"
    if not sent and (wait := slowly(request, lambda: any(called(viewer, subject, now) for subject in subjects))):
        return wait
    answer = PurposeForm(request.POST if sent and f"{PREFIX}-why" in request.POST else None, viewer=viewer, prefix=PREFIX if sent else None)
    if outside and not (sent and answer.is_valid()):
        viewer.trace.looked = True  # nothing of what was read is shown
        return ask(request, outside, answer, request.get_full_path(), sent=sent)
    for subject in outside:
        glass.say_why(viewer, case_id=subject.case_id, person=subject.person, **answer.cleaned_data)
    viewer.trace.grounds = next((found for found in held.values() if found), None) or viewer.trace.grounds
    if outside:
        viewer.trace.grounds = grounds(viewer, outside[0], now) or viewer.trace.grounds
    return None


def ask(request: HttpRequest, subjects: Sequence[Subject], form: PurposeForm, onward: str, *, sent: bool = False) -> HttpResponse:
    """`sent`: a form was on its way to `onward`, and its fields wait on the page; the status says that nothing of it has been done."""
    context = {"form": form, "subjects": subjects, "onward": onward, "sent": sent, "carried": carried(request) if sent else []}
    return TemplateResponse(request, "looks/purpose.html", context, status=422 if form.errors or sent else 200)


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent, in its order, but the answer to the question and what a page adds to each form."""
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, str(value)) for name, value in fields if name not in ADDED and not name.startswith(f"{PREFIX}-")]


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
