"""The front page, signing out, and choosing in which role to work."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access import postings
from safehold.access.roles import standard
from safehold.access.signing_in import sessions
from safehold.web.shell import address_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front page of the viewer's role."""
    return redirect(address_of(request.viewer.does.front) or "posting")


@require_GET
def still(request: HttpRequest) -> HttpResponse:
    """For an open tab that asks whether its session stands: as whom. To anybody else it leads to the sign-in, as every page does."""
    return JsonResponse({"as": str(request.viewer.posting_id)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.leave(request, "signed out")
    return redirect("sign-in")


@require_http_methods(["GET", "POST"])
def posting(request: HttpRequest) -> HttpResponse:
    """Which of today's postings to work in."""
    error = ""
    if request.method == "POST":
        try:
            postings.choose(request, request.user, int(request.POST.get("posting", "")))
        except (ValueError, postings.NoPosting):
            error = _("Choose one of your postings.")
        else:
            return redirect("home")
    held = [(one, standard().roles[one.role]) for one in postings.postings_of(request.user)]
    return TemplateResponse(request, "pages/posting.html", {"held": held, "error": error}, status=422 if error else 200)
