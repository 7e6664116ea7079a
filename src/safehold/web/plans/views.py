"""The page of a safety plan, and making it: her wishes first, then actions from the library, each with an owner and a day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.staff import near, role_of
from safehold.chronology.times import london
from safehold.identity.around import household
from safehold.practice.safeguarding.planning import actions, capacity
from safehold.practice.safeguarding.planning.guarding import supervisors
from safehold.practice.safeguarding.planning.library import Item, in_force
from safehold.practice.safeguarding.planning.plan import plan_of
from safehold.web import words
from safehold.web.case.entering import Inside, Stands, answered, enter, mark_of
from safehold.web.naming import full_name
from safehold.web.plans import presenters
from safehold.web.plans.forms import ActionForm, PlanForm, in_days

WISHES = ("wishes", "words", "summary")


@require_GET
def plan(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id)
    if isinstance(inside, HttpResponse):
        return inside
    found = plan_of(inside.entries)
    context = {
        "case": inside.case,
        "who": inside.who,
        "wish": presenters.wish(found, inside),
        "groups": presenters.groups(found, inside),
        "unplanned": presenters.unplanned(found, inside),
        "asks": presenters.to_look_at(inside),
        "looked_at": found.looked_at,
        "reviewed": found.reviewed[:5],
        "escorts": presenters.escorts(found),
        "may_decide": inside.works and inside.viewer.role in supervisors(),
        "moves": presenters.moves(found),
        "alarm": found.alarm,
        "copies": found.copies[:3],
        "free": presenters.free(capacity.latest(inside.viewer, inside.now), inside.agencies),
        "works": inside.works,
        "reach": inside.viewer.may("reach_victims"),
    }
    return TemplateResponse(request, "plans/plan.html", context)


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True, to_replace=True)
    if isinstance(inside, HttpResponse):
        return inside
    before = next(iter(plan_of(inside.entries).made), None)
    hidden = [] if before is None else [name for name in WISHES if f"data/{name}" in before.withheld]
    kept = {name: before.data.get(name, "") if before else "" for name in WISHES if name not in hidden}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=kept)

    def act(given: dict[str, Any]) -> None:
        actions.make(by=inside.viewer, case=inside.case, wishes=given["wishes"], words=given["words"], summary=given["summary"])

    hint = _("What she wants is on record, and not for your role to read. What you write stands in its place.") if hidden else ""
    context = {"case": inside.case, "who": inside.who, "title": _("What she wants"), "button": _("Keep it"), "hint": hint}
    context["in_confidence"] = bool(hidden)
    said = _("The plan is kept. It holds once somebody owns an action of it.")
    since = _("Since you opened this, what she wants was written anew by %(by)s.") % {"by": inside.by(before) if before else ""}
    stands = Stands(mark_of([kept, str(before.id) if before and hidden else ""]), since, kept)
    to = reverse("plan", args=[inside.case.id])
    return answered(request, form, act, said=said, to=to, template="plans/form.html", context=context, stands=stands)


@require_GET
def library(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    found = in_force(london(inside.now).date())
    agreed = {each.item for each in plan_of(inside.entries).actions if each.open}
    context = {"case": inside.case, "who": inside.who, "sections": found.by_section(move=False), "agreed": agreed, "version": found.version}
    return TemplateResponse(request, "plans/library.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    today = london(inside.now).date()
    known = in_force(today)
    key = request.GET.get("item", "")
    item = known.actions.get(key)
    begins = {} if item is None else {"what": item.what, "due": in_days(today, item.days), "owner_agency": _usual(inside, item)}
    people = [("", inside.her), *((str(one.id), f"{full_name(one)} ({words.spoken(role)})") for role, one in household(inside.case))]
    form = ActionForm(
        request.POST if request.method == "POST" else None, initial=begins, people=people,
        agencies=sorted(inside.agencies.items(), key=lambda each: each[1]),
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        colleague = given["owner_agency"] == inside.viewer.agency and bool(role_of(given["owner"], inside.viewer.agency))
        actions.agree(
            by=inside.viewer, case=inside.case,
            action=actions.Agreed(
                what=given["what"], owner_agency=given["owner_agency"], due=given["due"], item=key if item is not None else "",
                section=known.sections[item.section] if item is not None else "",
                plan="move" if item is not None and item.move else "safety", person=int(given["person"]) if given["person"] else None,
                owner=given["owner"] if colleague else "", owner_named=given["owner"],
            ),
        )  # fmt: skip

    hint = item.asks if item else ""
    context = {"case": inside.case, "who": inside.who, "title": _("An action of the plan"), "button": _("Agree on it"), "hint": hint}
    said = _("Agreed.")
    return answered(request, form, act, said=said, to=reverse("plan", args=[inside.case.id]), template="plans/form.html", context=context)


def _usual(inside: Inside, item: Item) -> str:
    """The viewer's own agency, or the one in its area that is of the kind that usually does it."""
    return near(inside.viewer.agency).get(item.owner, "") if item.owner else inside.viewer.agency
