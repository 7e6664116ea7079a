"""Changes of rules: proposed, tried on past cases, and agreed to by another. They name no case; whoever answers duties may read them."""

import difflib
from collections.abc import Callable
from typing import Any

import msgspec
from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.rulebook import changes
from safehold.rulebook.current import CURRENT
from safehold.rulebook.model import Rule
from safehold.rulebook.models import Proposal
from safehold.web.naming import role_title
from safehold.web.rules import forms, source, tried


class Row(msgspec.Struct, frozen=True):
    title: str
    address: str
    stands: str
    starts: int | None
    by: str
    ends: bool


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    request.viewer.must("answer_duties")
    found = [_row(each) for each in changes.listed()]
    elsewhere = [(each, tried.in_short(tried.last_of(each.id, each.version))) for each in CURRENT.rules.rules if each.status == "proposed"]
    context = {"proposals": found, "elsewhere": elsewhere, "refused": CURRENT.refused}
    return TemplateResponse(request, "rules/changes.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    request.viewer.must(changes.PROPOSE)
    asked = _version(request.GET.get("rule", ""), request.GET.get("version", ""))
    initial = {"text": source.text_of(asked) if asked else source.NEW}
    form = forms.ProposeForm(request.POST if request.method == "POST" else None, initial=initial)
    made = _acted(form, lambda: changes.propose(by=request.viewer, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("Proposed. It is tried on past cases now; then another person can agree."))
        return redirect("rule-change", made.pk)
    context = {"form": form, "title": _("Propose a change of a rule"), "rule": asked, "writes": True}
    return TemplateResponse(request, "rules/propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, name: str) -> HttpResponse:
    viewer = request.viewer
    viewer.must(changes.PROPOSE)
    rule = next((each for each in reversed(CURRENT.rules.by_id.get(name, [])) if each.status == "in_force"), None)
    if rule is None:
        raise Http404
    form = forms.EndForm(request.POST if request.method == "POST" else None)
    made = _acted(form, lambda: changes.propose_end(by=viewer, rule=rule.id, version=rule.version, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("Proposed. Another person has to agree."))
        return redirect("rule-change", made.pk)
    context = {"form": form, "title": _("Propose that a rule ends"), "rule": rule, "writes": False}
    return TemplateResponse(request, "rules/propose.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    request.viewer.must("answer_duties")
    return _page(request, _found(number))


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Agreed to or not, by another person."""
    request.viewer.must(changes.APPROVE)
    return _answered(request, _found(number), agrees="agree" in request.POST)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    request.viewer.must(changes.PROPOSE)
    proposal = _found(number)
    if proposal.by_id != request.viewer.user_id:
        raise Http404
    return _answered(request, proposal, agrees=False)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    request.viewer.must(changes.PROPOSE)
    proposal = _found(number)
    return _try(request, lambda: changes.try_again(by=request.viewer, proposal=proposal), reverse("rule-change", args=[number]))


@require_POST
def try_out(request: HttpRequest, name: str) -> HttpResponse:
    request.viewer.must(changes.PROPOSE)
    rule = next((each for each in CURRENT.rules.by_id.get(name, ()) if each.status == "proposed"), None)
    if rule is None:
        raise Http404
    return _try(request, lambda: changes.try_out(by=request.viewer, rule=rule), reverse("rule", args=[name]))


def _try(request: HttpRequest, act: Callable[[], object], back: str) -> HttpResponse:
    try:
        act()
    except Declined as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It is tried on past cases. What comes of it will stand here in some minutes."))
    return redirect(back)


def _answered(request: HttpRequest, proposal: Proposal, *, agrees: bool) -> HttpResponse:
    form = forms.AnswerForm(request.POST)
    if _acted(form, lambda: changes.answer(by=request.viewer, proposal=proposal, agrees=agrees, **form.cleaned_data)) is None:
        return _page(request, proposal, form)
    messages.success(request, _("Agreed. It holds from its day on.") if agrees else _("Recorded: it does not become a rule."))
    return redirect("rule-change", proposal.pk)


def _page(request: HttpRequest, proposal: Proposal, form: django_forms.Form | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    trials = [tried.shown(each) for each in changes.trials_of(proposal)]
    given = getattr(proposal, "answer", None)
    own = proposal.by_id == viewer.user_id
    context = {
        "proposal": proposal,
        "row": _row(proposal),
        "trials": trials,
        "given": given,
        "given_by": f"{given.by.display_name}, {role_title(given.role)}" if given else "",
        "own": own,
        "may_answer": given is None and viewer.may(changes.PROPOSE if own else changes.APPROVE),
        "may_try": given is None and bool(proposal.text) and viewer.may(changes.PROPOSE),
        "form": form or forms.AnswerForm(),
        "differs": _differs(proposal),
    }
    return TemplateResponse(request, "rules/change.html", context, status=422 if form is not None and form.errors else 200)


def _differs(proposal: Proposal) -> list[tuple[str, str]]:
    """Line by line against the version before: kept, gone or new."""
    before = _version(proposal.rule, "", but=proposal.version)
    if not proposal.text:
        return []
    old = source.text_of(before).splitlines() if before is not None else []
    marks = {"-": "gone", "+": "new", " ": "kept"}
    return [(marks[line[0]], line[2:]) for line in difflib.ndiff(old, proposal.text.splitlines()) if line[0] in marks]


def _version(rule: str, version: str, *, but: str = "") -> Rule | None:
    known = [each for each in CURRENT.rules.by_id.get(rule, ()) if each.version != but]
    return next((each for each in known if each.version == version), known[-1] if known else None)


def _row(proposal: Proposal) -> Row:
    given = getattr(proposal, "answer", None)
    stands = _("waits for another person") if given is None else _("agreed") if given.agrees else _("not agreed")
    rule = _version(proposal.rule, proposal.version)
    title = rule.title if rule is not None else proposal.rule
    return Row(
        f"{title} ({proposal.version})",
        reverse("rule-change", args=[proposal.pk]),
        stands,
        proposal.starts if given is None or given.agrees else None,
        f"{proposal.by.display_name}, {role_title(proposal.role)}",
        ends=not proposal.text,
    )


def _found(number: int) -> Proposal:
    found = changes.numbered(number)
    if found is None:
        raise Http404
    return found


def _acted(form: django_forms.Form, act: Callable[[], Any]) -> Any:
    """What was done, or nothing where the form says why it was not."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except Declined as refusal:
        form.add_error(None, str(refusal))
        return None
