"""Who has places: refuges and advocates say it of themselves; whoever looks for one sees how many, and when that was said."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safehold.access.staff import agency_names
from safehold.practice.safeguarding.planning import capacity
from safehold.web.plans import presenters
from safehold.web.plans.forms import PlacesForm


@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("see_cases")
    says = capacity.may_say(viewer)
    form = PlacesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        viewer.must("record_events")
        if form.is_valid():
            capacity.say(by=viewer, free=form.cleaned_data["free"], takes=form.cleaned_data["takes"])
            messages.success(request, _("Kept. Others see how many, and when you said so."))
            return redirect("places")
    free = presenters.free(capacity.latest(viewer, time.time_ns() // 1000), agency_names())
    context = {"form": form if says else None, "says": capacity.WHAT.get(says, ""), "free": free}
    return TemplateResponse(request, "plans/places.html", context, status=422 if form.errors else 200)
