"""The page on which a document is made: to whom, what of the case stands in it, and what stands in its way."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.documents import making, register
from safehold.documents.choosing import CannotChoose, Chosen, chosen, offered, starts
from safehold.documents.content import Content, Entry, Part, Recipient
from safehold.documents.guards import Finding
from safehold.documents.known import Held, held
from safehold.documents.letters import standard as letters
from safehold.documents.rules import Rule, standard
from safehold.web.case.opening import opened
from safehold.web.case.seen import pair_of
from safehold.web.documents.forms import ToForm
from safehold.web.documents.paging import Between, between
from safehold.web.documents.telling import entries
from safehold.web.naming import full_name, pair_name


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, case_id: str) -> HttpResponse:
    viewer = request.viewer
    found = opened(request, case_id, making.MAKE)
    if isinstance(found, HttpResponse):
        return found
    leaving = standard()
    to, kind = request.GET.get("to", ""), request.GET.get("kind", "")
    rule = leaving.recipients.get(to)
    if rule is None or kind not in rule.kinds:
        raise Http404
    people = pair_of(viewer, found)
    whole = held(viewer, found)
    children = [(str(each), full_name(person)) for each, person in register.people(viewer, whole.whose("child")).items()]
    form = ToForm(rule, kind, children, request.POST if request.method == "POST" else None, initial=_initial(request))
    look(viewer, "page", persons={*people, *whole.whose("child")}, case_ids=[found.id])
    asked = _asked(rule, whole, form)
    listed = offered(entries(viewer, whole, agency_names(), asked, confidential=_confidential(whole)), rule) if kind != "letter" else []
    numbers = {_number(name.split("-")[1]) for name in request.POST if name.startswith("p-")}
    here = between(listed, _number(request.GET.get("page", "")), numbers)
    ticked, why = _ticked(request, list(here.entries), rule)
    context: dict[str, Any] = {
        "case": found,
        "who": pair_name(found, people),
        "form": form,
        "to": rule,
        "kind": leaving.kinds[kind],
        "is_letter": kind == "letter",
        "rows": [_offered(each, ticked, why) for each in here.entries],
        "here": here,
        "pages": [(number, _page(request, number)) for number in range(1, here.pages + 1)],
        "findings": [],
        "address": request.get_full_path(),
    }
    if request.method == "POST" and form.is_valid():
        try:
            chose = chosen(here.entries, rule, ticked, why, leaving.number("fewer_than"))
            made = making.propose(
                whole, _content(form, to, kind, chose, here), chose, by=viewer, asked=asked,
                reasons=_given(request), why=[text for seq, text in sorted(why.items()) if seq in chose.added],
                request=register.request(viewer, _number(request.GET.get("request", ""))),
            )  # fmt: skip
        except making.Stopped as stopped:
            form.add_error(None, _("It does not leave like this. Read what stands in the way."))
            context |= {"findings": [_row(each, _given(request)) for each in stopped.findings]}
        except (making.CannotMake, CannotChoose) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("document", made.pk)
    return TemplateResponse(request, "documents/make.html", context, status=422 if form.errors else 200)


def _content(form: ToForm, to: str, kind: str, chose: Chosen, here: Between) -> Content:
    given, leaving = form.cleaned_data, standard()
    recipient = Recipient(
        to, given["name"].strip(), *(given[name].strip() for name in ("way", "address", "postcode", "phone", "email", "verified"))
    )
    title = _("A letter to you") if kind == "letter" else str(_("Answer to your request")) if kind == "answer" else _("Record of events")
    if here.pages > 1:
        title = _("%(title)s, part %(page)d of %(pages)d") % {"title": title, "page": here.page, "pages": here.pages}
    reasons = tuple(leaving.withheld[each] for each in given.get("reasons", ()))
    return Content(title, recipient, kind, given["purpose"], given["basis"], given["opening"], chose.told, chose.kept_back, reasons)


def _initial(request: HttpRequest) -> dict[str, str]:
    letter = letters().get(request.GET.get("letter", ""))
    return {"opening": letter.text} if letter else {}


def _asked(rule: Rule, whole: Held, form: ToForm) -> int | None:
    """The person whose data it is."""
    if not rule.of:
        return None
    persons = whole.whose(rule.of)
    if rule.of == "child":
        chosen_child = _number(str(form.data.get("child", "")))
        return chosen_child if chosen_child in persons else (persons[0] if len(persons) == 1 else None)
    return persons[0] if persons else None


def _confidential(whole: Held) -> bool:
    return any(
        event.kind == "marker.set"
        and event.data.get("marker") == "confidential_address"
        or event.kind == "victim.moved"
        and event.data.get("confidential") is True
        for event in whole.events.values()
    )


def _page(request: HttpRequest, number: int) -> str:
    """The address of another page of the same."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}"


def _ticked(request: HttpRequest, listed: list[Entry], rule: Rule) -> tuple[set[tuple[int, str]], dict[int, str]]:
    if request.method != "POST":
        return {(each.seq, part.name) for each in listed for part in each.parts if starts(each, part, rule)}, {}
    found, why = set(), {}
    for name in request.POST:
        mark, _dash, rest = name.partition("-")
        seq, _dash, part = rest.partition("-")
        if mark == "p" and seq.isascii() and seq.isdigit() and len(seq) < 19:
            found.add((int(seq), part))
        elif mark == "why" and seq.isascii() and seq.isdigit() and len(seq) < 19:
            why[int(seq)] = str(request.POST[name])[:300]
    return found, why


def _given(request: HttpRequest) -> dict[str, str]:
    return {name[2:]: str(request.POST[name])[:500] for name in request.POST if name.startswith("r-")}


def _row(found: Finding, given: dict[str, str]) -> tuple[Finding, str]:
    return found, given.get(found.key, "")


def _offered(entry: Entry, ticked: set[tuple[int, str]], why: dict[int, str]) -> tuple[Entry, list[tuple[Part, bool]], str]:
    return entry, [(part, (entry.seq, part.name) in ticked) for part in entry.parts], why.get(entry.seq, "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
