"""Who of the agency was trained by a specialist, whose training lapses, and who was never: for whoever keeps training."""

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from safehold.practice.training import actions
from safehold.practice.training.actions import NotRecorded
from safehold.practice.training.listed import members
from safehold.practice.training.reading import BadTable, Fault, read
from safehold.practice.training.standing import standard
from safehold.practice.training.taken import Taken
from safehold.web import uploads
from safehold.web.training import presenters
from safehold.web.training.forms import ListForm, ManyForm

FAULT = "file-fault"
FAULTS = {
    "large": gettext_lazy("The file is larger than 500 kB. Send it in parts."),
    "unread": gettext_lazy("The file is not plain text in UTF-8. Save it as CSV (UTF-8)."),
}


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("keep_training")
    now, role = time.time_ns() // 1000, request.GET.get("role", "")
    everybody = members(viewer, now)
    shown = [each for each in everybody if not role or role in each.roles]
    names = [(each.staff_id, f"{each.name}, {each.staff_id}") for each in sorted(shown, key=lambda each: each.name)]
    form = ManyForm(request.POST if request.method == "POST" else None, staff=names)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        taken = [Taken(each, given["course"], given["specialist_led"] == "yes", given["on"]) for each in given["staff"]]
        try:
            new = actions.completed(by=viewer, taken=taken, today=timezone.localdate())
        except NotRecorded as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _recorded(new, len(taken) - new))
            return redirect(request.get_full_path())
    context = {
        "rows": presenters.rows(shown, now),
        "counts": presenters.counts(shown),
        "roles": presenters.roles(everybody),
        "role": role,
        "months": standard(),
        "form": form,
    }
    return TemplateResponse(request, "training/page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Many at once from a table: all of it, or none, and then each line that cannot be read is named with why."""
    viewer = request.viewer
    viewer.must("keep_training")
    form = _list_sent(request)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        try:
            found = read(form.cleaned_data["table"].encode(), actions.staff_here(viewer), today)
            faults = found.faults
            if not faults:
                new = actions.completed(by=viewer, taken=found.taken, today=today)
                messages.success(request, _recorded(new, len(found.taken) - new))
                return redirect("training")
        except (BadTable, NotRecorded) as refusal:
            form.add_error("table", str(refusal))
    status = 422 if form.errors or faults else 200
    return TemplateResponse(request, "training/list.html", {"form": form, "faults": faults}, status=status)


def _list_sent(request: Any) -> ListForm:
    """A file stands in the field from then on as if it had been pasted, so that what cannot be read of it is put right there. What is said
    of a file goes with the form: a form that is refused is shown anew without its file (web/kept)."""
    if request.method != "POST":
        return ListForm()
    given = request.POST.copy()
    try:
        file = uploads.sent(request)
        if file is not None and file[1]:
            given["table"] = file[1].decode("utf-8-sig")
    except uploads.TooLarge:
        given[FAULT] = "large"
    except UnicodeDecodeError:
        given[FAULT] = "unread"
    request.POST = given
    form = ListForm(given)
    if given.get(FAULT) in FAULTS:
        form.errors.pop("table", None)
        form.add_error("table", FAULTS[given[FAULT]])
    return form


def _recorded(new: int, known: int) -> str:
    said = ngettext("Recorded: %(n)d course completed.", "Recorded: %(n)d courses completed.", new) % {"n": new}
    return f"{said} {_('On record already: %(n)d.') % {'n': known}}" if known else said
