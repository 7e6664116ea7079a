"""My work: what the viewer's role must do, whose danger first; and everything that can be done about one duty."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access import askings
from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.escalated import NOTHING, escalated
from safehold.practice.safeguarding.worklist import Group, listed_and_later
from safehold.rulebook import actions
from safehold.rulebook.known import known_later
from safehold.rulebook.models import Obligation
from safehold.rulebook.state import rulebook
from safehold.rulebook.ways import Way as RuleWay
from safehold.web import duties, naming
from safehold.web.announced import lately
from safehold.web.assessing import led_to
from safehold.web.contact import led_to as contact
from safehold.web.events.recording import RecordForm
from safehold.web.events.words import standard
from safehold.web.looks import asking
from safehold.web.once import Already, held, once, shown
from safehold.web.plans import unplanned
from safehold.web.ranked.below import below_the_line
from safehold.web.within import within
from safehold.web.work import asked, corrected, forms, nothing, presenters
from safehold.web.work.theirs import open_to

OPEN = ("breached", "uncertain", "unknown", "pending")


@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("answer_duties")
    now = _now()
    everyone = viewer.does.duties == "agency" and "all" in request.GET
    role = request.GET.get("role", "") if everyone else viewer.role
    pages = {group: _page(request, group.name.lower()) for group in Group}
    whole = "later" in request.GET
    listed, after = listed_and_later(viewer, now, role=role, pages=pages, whole=whole)
    agencies = standing_in(viewer).names
    come = escalated(viewer, now) if not everyone else NOTHING
    around = presenters.around(viewer, listed, agencies, come)
    below = below_the_line(viewer, now) if not everyone else None
    without = unplanned.shown(viewer, role)
    something = come.duties or below or without.rows or any(each.all_duties for each in listed.values())
    instead = None if something else nothing.nothing(viewer, after, now, whose=role)
    named = (instead.cases.persons, instead.cases.case_ids) if instead else (around.people, around.cases)
    questions = asked.of_others(viewer, agencies)
    persons = {*named[0], *without.persons, *(person for each in questions for person, _ in each.about)}
    look(viewer, "page", persons=persons, case_ids={*named[1], *without.case_ids})
    shown = [each for each in listed.values() if each.group != Group.UNTOLD or each.all_duties]
    sections = [presenters.section(viewer, each, around, now, whole=whole) for each in shown]
    context = {
        "sections": sections,
        "come": presenters.come_to(viewer, come, around, now),
        "announced": lately(viewer, now, role=role),
        "questions": questions,
        "overdue": listed[Group.OVERDUE].all_duties + come.duties + len(without.rows),
        "everyone": everyone,
        "role": naming.role_title(role) if role else "",
        "may_see_all": viewer.does.duties == "agency",
        "kept": _kept(everyone, role, whole),
        "nothing": instead,
        "below": below,
        "unplanned": without,
        "whole": whole,
        "later": nothing.in_words(after),
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "work/list.html", context)


class Subject(msgspec.Struct, frozen=True):
    """One duty that the viewer has been found to see, with the case on whose account they act, if they see that."""

    duty: Obligation
    case: Case | None
    people: dict[int, Person]
    row: duties.Row
    way_back: str
    asked_first: HttpResponse | None


@require_GET
def duty(request: HttpRequest, trigger: int, rule: str, token: str) -> HttpResponse:
    """Why a duty is there, and what would answer it."""
    subject = _subject(request, trigger, rule, token)
    if subject.asked_first is not None:
        return subject.asked_first
    found = rulebook().version(subject.duty.rule, subject.duty.version)
    context = _context(subject) | {"rule": found, "ways": _ways(subject.duty), "known": known_later(subject.duty)}
    return TemplateResponse(request, "work/duty.html", context)


@require_POST
def answered(request: HttpRequest, number: int) -> HttpResponse:
    """What another agency asked has been answered, in words for whoever asked."""
    viewer = request.viewer
    viewer.must("answer_duties")
    said = request.POST.get("answer", "").strip()[:500]
    if not said:
        messages.warning(request, _("Say what was answered, and how: whoever asked reads it."))
        return redirect("my-work")
    try:
        asking = askings.answer(viewer, number, said)
    except askings.NotAsked as refusal:
        messages.warning(request, str(refusal))
        return redirect("my-work")
    look(viewer, "page", persons=asked.persons_of(asking), task=asking.task, why=said)
    messages.success(request, _("Answered. Whoever asked reads it beside their call."))
    return redirect("my-work")


@require_http_methods(["GET", "POST"])
def duty_do(request: HttpRequest, trigger: int, rule: str, token: str, do: str) -> HttpResponse:
    """One thing that can be done about a duty, as a form of its own, so that it works without script."""
    if do not in DOINGS:
        raise Http404
    if request.method == "POST" and held(request):  # what it did may be why the duty is not theirs any more
        request.viewer.trace.looked = True  # a redirect shows nobody
        messages.info(request, str(Already()))
        return redirect(_way_back(request))
    subject = _subject(request, trigger, rule, token)
    if not subject.row.mine:
        raise Refused(_("This duty is another's. Ask them, or ask a supervisor to hand it over."), case_ids=subject.duty.cases)
    if subject.asked_first is not None:
        return subject.asked_first
    return DOINGS[do](request, subject)


def _done(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Records what was done, as one of the kinds of event that would answer the duty."""
    every = _ways(subject.duty)
    possible = [each for each in every if open_to(request.viewer, each.rule)]
    if every and not possible:
        messages.warning(request, _("This takes a role that nobody at your agency has. Hand the duty over to an agency that has it."))
        return redirect(_handing_over(subject))
    chosen = request.GET.get("kind") or request.POST.get("kind") or (possible[0].kind if possible else "")
    way = next((each for each in every if each.kind == chosen), None)
    if way is None:
        raise Http404
    if way.kind in led_to.KINDS:
        if subject.case is None:
            messages.warning(request, _("The case is not shared with your agency. Ask whoever shares it, or hand the duty over."))
            return redirect(_handing_over(subject))
        return led_to.its_page(way.kind, subject.duty, subject.case, subject.way_back)
    reaching = contact.of_duty(request.viewer, subject.duty, subject.case, way.rule, subject.way_back, sent=request.method == "POST")
    if reaching is not None:
        return reaching
    form = RecordForm(
        way.kind,
        request.POST if request.method == "POST" else None,
        by=request.viewer,
        way=way.rule,
        agencies=sorted(agency_names().items()),
    )
    if request.method == "POST" and form.is_valid():
        refused = _tried(
            request, form, lambda: actions.answer(by=request.viewer, duty=subject.duty, case=subject.case, kind=way.kind, **form.cleaned())
        )
        if not refused:
            return _answered(request, subject)
    shown(request)
    context = _context(subject) | {"form": form, "way": way, "ways": possible}
    return TemplateResponse(request, "work/done.html", context, status=422 if form.errors else 200)


def _handing_over(subject: Subject) -> str:
    return f"{duties.address(subject.duty, 'hand-over')}?back={quote(subject.way_back)}"


def _answered(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Says whether the duty is met by what was recorded: if not, it stands, and what is missing is named."""
    still = _standing(request.viewer, subject.duty)
    if still is not None and still.state_now in OPEN:
        messages.warning(request, _("Recorded. “%(duty)s” still stands: look at what it needs.") % {"duty": subject.row.title})
        return redirect(f"{duties.address(still)}?back={subject.way_back}")
    messages.success(request, _("Recorded, and “%(duty)s” is answered.") % {"duty": subject.row.title})
    return redirect(subject.way_back)


def _form(form_class: Any, act: Callable[[Viewer, Subject, dict[str, Any]], None], title: Any, done: Any) -> Any:
    def view(request: HttpRequest, subject: Subject) -> HttpResponse:
        form = form_class(request.POST if request.method == "POST" else None, viewer=request.viewer, duty=subject.duty, case=subject.case)
        valid = request.method == "POST" and form.is_valid()
        if valid and not _tried(request, form, lambda: act(request.viewer, subject, form.cleaned_data)):
            messages.success(request, done)
            return redirect(subject.way_back)
        shown(request)
        context = _context(subject) | {"form": form, "title": title}
        return TemplateResponse(request, "work/act.html", context, status=422 if form.errors else 200)

    return view


def _hand_over(viewer: Viewer, subject: Subject, given: dict[str, Any]) -> None:
    agency, _slash, role = given["to"].partition("/")
    actions.hand_over(by=viewer, duty=subject.duty, case=subject.case, agency=agency, role=role, reason=given["reason"])


def _waive(viewer: Viewer, subject: Subject, given: dict[str, Any]) -> None:
    actions.waive(by=viewer, duty=subject.duty, case=subject.case, reason=given["reason"], now=_now())


def _cannot(viewer: Viewer, subject: Subject, given: dict[str, Any]) -> None:
    actions.cannot_yet(by=viewer, duty=subject.duty, case=subject.case, awaiting=given["awaiting"])


def _go_on(viewer: Viewer, subject: Subject, _given: dict[str, Any]) -> None:
    actions.go_on(by=viewer, duty=subject.duty, case=subject.case)


def _help(viewer: Viewer, subject: Subject, given: dict[str, Any]) -> None:
    actions.ask_for_help(by=viewer, duty=subject.duty, case=subject.case, role=given["role"], why=given["why"])


DOINGS: dict[str, Callable[[HttpRequest, Subject], HttpResponse]] = {
    "done": _done,
    "hand-over": _form(forms.HandOver, _hand_over, gettext_lazy("Hand over"), gettext_lazy("Handed over.")),
    "waive": _form(forms.Waive, _waive, gettext_lazy("Waive"), gettext_lazy("Waived.")),
    "cannot": _form(
        forms.Cannot, _cannot, gettext_lazy("Cannot be done yet"), gettext_lazy("Recorded. It stays on the list, with what it waits for.")
    ),
    "go-on": _form(forms.GoOn, _go_on, gettext_lazy("It can be done now"), gettext_lazy("Its clock runs again.")),
    "help": _form(
        forms.AskForHelp, _help, gettext_lazy("Ask for help"), gettext_lazy("Asked. It is on their list too, and stays on yours.")
    ),
}


def _tried(request: HttpRequest, form: Any, act: Callable[[], Any]) -> bool:
    """Whether it was refused; then the form says why, and keeps what was typed."""
    try:
        with once(request):
            act()
    except Already:
        return False
    except (Declined, NotRecorded) as refusal:
        form.add_error(None, str(refusal))
        return True
    return False


def _subject(request: HttpRequest, trigger: int, rule: str, token: str) -> Subject:
    viewer, now = request.viewer, _now()
    duty = corrected.found(viewer, trigger, rule, token, now)
    if duty is None:
        raise Http404
    seen = Case.objects.for_viewer(viewer).filter(id__in=duty.cases).order_by("id")
    wanted = request.GET.get("case", request.POST.get("case", ""))
    cases = list(seen)
    case = next((each for each in cases if each.id == wanted), cases[0] if cases else None)
    pair = [number for number in (case.victim_id, case.suspect_id) if number is not None] if case else []
    people = Person.objects.for_viewer(viewer).in_bulk(pair)
    of = case.id if case else ""
    row = duties.row(duty, viewer, agency_names(), now, of, duties.decided_at(viewer, of, [duty]))
    # An open duty of theirs is their work, whenever it is due; of another's, and of one long met, it is asked what for.
    theirs = row.mine and duty.state_now in OPEN
    asked_first = None if theirs or case is None else asking.asked_first(request, asking.of_case(case))
    if asked_first is None:
        look(viewer, "page", persons=people, case_ids=duty.cases, task=f"{duty.rule} {duty.trigger_event}")
    return Subject(duty, case, people, row, _way_back(request), asked_first)


def _standing(viewer: Viewer, duty: Obligation) -> Obligation | None:
    found = Obligation.objects.for_viewer(viewer).filter(trigger_event=duty.trigger_event, rule=duty.rule).at(_now())
    return next((each for each in found if duties.token(each) == duties.token(duty)), None)


class Way(msgspec.Struct, frozen=True):
    """A way to answer a duty, with what it is called."""

    words: str
    kind: str
    part: bool
    ends: bool
    rule: RuleWay


def _ways(duty: Obligation) -> list[Way]:
    return [Way(standard().done(way.kind), way.kind, way.part, way.ends, way) for way in actions.ways_to_answer(duty)]


def _context(subject: Subject) -> dict[str, Any]:
    return {
        "subject": subject,
        "row": subject.row,
        "who": naming.pair_name(subject.case, subject.people) if subject.case else _("A case that is not shared with your agency"),
        "way_back": subject.way_back,
    }


def _way_back(request: HttpRequest) -> str:
    return within(request, request.POST.get("back") or request.GET.get("back", "")) or reverse("my-work")


def _page(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return min(int(given), 100_000) if given.isascii() and given.isdigit() and len(given) < 7 and int(given) else 1


def _kept(everyone: bool, role: str, whole: bool) -> str:
    """What an address of this list keeps when another page of it is asked for."""
    kept = (("all", "1" if everyone else ""), ("role", role if everyone else ""), ("later", "1" if whole else ""))
    return "".join(f"{name}={quote(value)}&" for name, value in kept if value)


def _now() -> int:
    return time.time_ns() // 1000
