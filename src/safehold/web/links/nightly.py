"""What the nightly run changed of who is who, or would change, for those who judge it."""

import time
from datetime import date
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.chronology.times import london
from safehold.identity.reconciling.models import Run
from safehold.identity.reconciling.told import RunTold, Told, runs, told
from safehold.web import errors
from safehold.web.naming import name_and_age

WHAT = {
    "joined": gettext_lazy("Joined"),
    "parted": gettext_lazy("Parted"),
    "regrouped": gettext_lazy("Grouped otherwise"),
    "unsure": gettext_lazy("Newly unsure"),
    "settled": gettext_lazy("Unsure no more"),
}


@require_GET
def nightly(request: HttpRequest, run: int = 0) -> HttpResponse:
    """The newest run, or the one whose number is asked for."""
    viewer, now = request.viewer, time.time_ns() // 1000
    viewer.must("judge_links")
    listed = runs()
    chosen = next((each for each in listed if not run or each.id == run), None)
    if run and chosen is None:
        viewer.trace.looked = True  # nobody is shown
        return errors.not_found(request)
    found = told(viewer, chosen) if chosen is not None else None
    shown = {person for each in found.changes for person in each.people} if found else set()
    look(viewer, "page", persons=shown)
    today = london(now).date()
    context = {
        "found": found,
        "state": _state(chosen) if chosen is not None else "",
        "counts": _counts(found) if found else [],
        "rows": [_row(each, found, today) for each in found.changes] if found else [],
        "runs": [(each, _state(each)) for each in listed],
    }
    return TemplateResponse(request, "links/nightly.html", context)


def _state(run: Run) -> str:
    if run.shown_only:
        return _("Only shown: nothing was changed")
    return _("Finished") if run.ended else _("Not finished: what it had done stands, and the next run goes on")


def _counts(found: RunTold) -> list[str]:
    run = found.run
    counts = [f"{WHAT[what]}: {count}" for what, count in found.counts.items()]
    cases = ngettext("%(n)d case otherwise", "%(n)d cases otherwise", run.cases) % {"n": run.cases}
    duties = ngettext("%(n)d duty otherwise", "%(n)d duties otherwise", run.duties) % {"n": run.duties}
    return [*counts, cases, duties]


def _row(each: Told, found: RunTold, today: date) -> dict[str, object]:
    """What became of whom, who it is now, and where to go about it."""
    people = [(name_and_age(found.people[number], today), reverse("person", args=[number])) for number in each.people]
    doing = [(_("Are they one person?"), reverse("link-pair", args=pair)) for pair in pairwise(each.people)]
    if each.what == "joined" and len(each.people) == 1:
        doing = [(_("Part them"), reverse("person-part", args=each.people))]
    were = {
        "joined": ngettext("%(n)d person became one", "%(n)d people became one", each.were),
        "parted": _("One person became several"),
        "regrouped": ngettext("%(n)d person was grouped otherwise", "%(n)d people were grouped otherwise", each.were),
        "unsure": _("Somebody should look"),
        "settled": _("The machine has no doubt any more that they are two"),
    }[each.what]
    if found.run.shown_only:
        were = {"joined": _("%(n)d people would become one"), "parted": _("One person would become several")}.get(each.what, were)
    return {"what": WHAT[each.what], "were": were % {"n": each.were}, "people": people, "doing": doing}
