"""What becomes of a plan: actions done, the plan looked at again, escorts decided, a move planned, and a copy that is safe to hold."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from safehold.access.staff import near
from safehold.access.viewer import Refused
from safehold.chronology.times import london
from safehold.practice.safeguarding.planning import actions
from safehold.practice.safeguarding.planning.guarding import supervisors
from safehold.practice.safeguarding.planning.library import in_force
from safehold.practice.safeguarding.planning.plan import plan_of
from safehold.web import words
from safehold.web.case.entering import Inside, answered, enter
from safehold.web.once import Already, once, shown
from safehold.web.plans import presenters
from safehold.web.plans.forms import CopyForm, DoneForm, EscortForm, MoveForm, ReviewForm
from safehold.web.plans.telling import telling

TELLS = {
    "address": gettext_lazy("Line %(line)s gives an address."),
    "number": gettext_lazy("Line %(line)s gives a telephone number. It is safer in her phone, under another name."),
    "mail": gettext_lazy("Line %(line)s gives an e-mail address."),
    "web": gettext_lazy("Line %(line)s gives an address on the web."),
    "school": gettext_lazy("Line %(line)s names a school that is on record."),
    "name": gettext_lazy("Line %(line)s names somebody of the case, or who works with her."),
    "word": gettext_lazy("Line %(line)s says what it is about. Put it in words that tell nothing."),
    "codeword": gettext_lazy("Line %(line)s has her codeword in it. He would know it when she says it."),
    "agency": gettext_lazy("Line %(line)s names an agency, and she does not want that."),
}


@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, case_id: str, seq: int) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    found = next((each for each in plan_of(inside.entries).actions if each.seq == seq), None)
    if found is None:
        raise Http404
    form = DoneForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        if given["became"] == "done":
            actions.done(by=inside.viewer, case=inside.case, action=found, evidence=given["words"])
        else:
            actions.cancel(by=inside.viewer, case=inside.case, action=found, reason=given["words"])

    hint = words.sentence(found.what)
    return _asked(request, inside, form, act, title=_("What became of it"), button=_("Record it"), said=_("Recorded."), hint=hint)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    asked = presenters.to_look_at(inside)
    form = ReviewForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        actions.review(
            by=inside.viewer, case=inside.case, unchanged=given["unchanged"] == "yes", because=given["because"], words=given["words"]
        )

    hint = " ".join(words.sentence(each.says) for each in asked[:3])
    said = _("Looked at again.")
    return _asked(request, inside, form, act, title=_("Look at the plan again"), button=_("Record it"), said=said, hint=hint)


@require_http_methods(["GET", "POST"])
def escort(request: HttpRequest, case_id: str, seq: int) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    found = next((each for each in plan_of(inside.entries).escorts if each.seq == seq), None)
    if found is None:
        raise Http404
    if inside.viewer.role not in supervisors():
        raise Refused(_("A supervisor decides on an escort. Put it to one, before she travels."), case_ids=[inside.case.id])
    form = EscortForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        actions.decide_escort(
            by=inside.viewer, case=inside.case, asked=found, granted=given["granted"] == "yes",
            stay=given["stay"] == "yes" if given["stay"] else None, reason=given["reason"], alternative=given["alternative"],
        )  # fmt: skip

    hint = _("She fears for her life.") if found.afraid else ""
    if found.when is not None:
        hint = f"{hint} {_('She travels: %(day)s.') % {'day': words.day(found.when)}}".strip()
    return _asked(request, inside, form, act, title=_("Do police go with her?"), button=_("Decide"), said=_("Decided."), hint=hint)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    library = in_force(london(inside.now).date())
    items = {key: item for _title, inside_of in library.by_section(move=True) for key, item in inside_of.items()}
    form = MoveForm(
        request.POST if request.method == "POST" else None, items=[(key, item.what) for key, item in items.items()],
        confidential=inside.viewer.may("see_confidential"), initial={"to": "refuge", "items": list(items)},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        agencies = near(inside.viewer.agency)
        owners = {key: agencies.get(items[key].owner, inside.viewer.agency) for key in given["items"]}
        actions.plan_move(
            by=inside.viewer, case=inside.case, to=given["to"], on=given["on"], destination=given.get("destination", ""),
            how=given.get("how", ""), items=owners, library=library,
        )  # fmt: skip

    hint = _("Who may see that she moves is who sees this case. Where to is kept apart from it.")
    return _asked(request, inside, form, act, title=_("Plan a move"), button=_("Keep it"), said=_("The move is planned."), hint=hint)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, case_id: str) -> HttpResponse:
    """What is printed is answered once, as a page that says nothing of what it is, and is not kept."""
    inside = enter(request, case_id, "record_events", "reach_victims", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    plan = plan_of(inside.entries)
    hers = {key: item.hers for key, item in in_force(london(inside.now).date()).actions.items()}
    form = CopyForm(
        request.POST if request.method == "POST" else None, initial={"lines": "\n".join(presenters.neutral(plan.actions, hers))}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept, named = given["kept"], given["agencies_named"] == "yes"
        lines = [line.strip() for line in given["lines"].splitlines() if line.strip()]
        if kept == "he_could_find_it":
            form.add_error("kept", _("Then nothing is printed. Go through it with her until she knows it, or leave it with her advocate."))
        elif kept == "told_and_not_written":
            with suppress(Already), once(request):
                actions.copied(by=inside.viewer, case=inside.case, kept=kept, agencies_named=False, actions=0)
            messages.success(request, _("Recorded: she was told, and has nothing in writing."))
            return TemplateResponse(request, "plans/told.html", {"case": inside.case})
        elif not lines:
            form.add_error("lines", _("Nothing stands on it."))
        elif said := telling(inside, plan, lines, agencies_named=named):
            for line, kind in said:
                form.add_error("lines", TELLS[kind] % {"line": line})
        else:
            # Loaded again, or printed by a browser that asks for it again, it is the same copy.
            with suppress(Already), once(request):
                actions.copied(by=inside.viewer, case=inside.case, kept=kept, agencies_named=named, actions=len(lines))
            return TemplateResponse(request, "plans/copy.html", {"title": given["title"], "lines": lines})
    shown(request)
    context = {"case": inside.case, "who": inside.who, "form": form, "back": reverse("plan", args=[inside.case.id])}
    context["left_off"] = presenters.left_off(plan.actions, hers)
    return TemplateResponse(request, "plans/copying.html", context, status=422 if form.errors else 200)


def _asked(
    request: HttpRequest, inside: Inside, form: Any, act: Any, *, title: str, button: str, said: str, hint: str = ""
) -> HttpResponse:
    context = {"case": inside.case, "who": inside.who, "title": title, "button": button, "hint": hint}
    return answered(request, form, act, said=said, to=reverse("plan", args=[inside.case.id]), template="plans/form.html", context=context)
