"""The front page, signing out, and choosing in which role to work."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access import postings
from safehold.access.roles import standard
from safehold.access.signing_in import entering, sessions
from safehold.web.shell import address_of
from safehold.web.within import within


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front page of the viewer's role."""
    return redirect(address_of(request.viewer.does.front) or "posting")


@require_GET
def still(request: HttpRequest) -> HttpResponse:
    """For an open tab that asks whether its session stands: as whom, and for how many seconds. To anybody else it leads to the sign-in, as
    every page does. A tab in which somebody types asks as well, and then it is a use of the session."""
    answer = JsonResponse({"as": str(request.viewer.posting_id)})
    now, session = int(timezone.now().timestamp()), request.session
    answer["X-Safehold-Person"] = str(request.viewer.user_id)
    answer["X-Safehold-Idle"] = str(settings.IDLE_SECONDS - now + session.get(entering.SEEN, now))
    answer["X-Safehold-Whole"] = str(settings.SESSION_COOKIE_AGE - now + session.get(entering.BEGAN, now))
    return answer


@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """What the forms of an open page send once its person has signed in again; no other site can read it."""
    return JsonResponse({"as": str(request.viewer.posting_id), "token": get_token(request)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.leave(request, "signed out")
    return redirect("sign-in")


@require_http_methods(["GET", "POST"])
def posting(request: HttpRequest) -> HttpResponse:
    """Which of today's postings to work in."""
    error, wanted = "", within(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST":
        try:
            postings.choose(request, request.user, int(request.POST.get("posting", "")))
        except (ValueError, postings.NoPosting):
            error = _("Choose one of your postings.")
        else:
            return redirect(wanted or "home")
    held = [(one, standard().roles[one.role]) for one in postings.postings_of(request.user)]
    return TemplateResponse(request, "pages/posting.html", {"held": held, "error": error, "next": wanted}, status=422 if error else 200)
