"""Finding a call by its reference, which somebody says on the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from safehold.practice.response.finding import said_to_be
from safehold.practice.response.in_hand import seen


@require_http_methods(["GET", "POST"])
def find_call(request: HttpRequest) -> HttpResponse:
    """The one that is meant is opened at once. Sent in the body of a request, like whatever else people are found by."""
    viewer = request.viewer
    viewer.must("check_history")  # whoever works on calls
    viewer.trace.looked = True  # nothing is told but that such a call is there
    said = request.POST.get("said", "").strip()[:64]
    found = [call for call in said_to_be(viewer, said) if seen(viewer, call.pk) is not None] if said else []
    if len(found) == 1:
        return redirect("call", found[0].pk)
    context = {"said": said, "found": found, "asked": request.method == "POST"}
    return TemplateResponse(request, "calls/find.html", context, status=422 if context["asked"] and not found else 200)
