"""Signing in and out, and choosing in which role to work."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access import demonstration, postings, signin
from safehold.access.roles import standard
from safehold.web.forms import SignInForm
from safehold.web.shell import address_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front page of the viewer's role."""
    return redirect(address_of(request.viewer.does.front) or "posting")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signin.sign_in(request, **form.cleaned_data)
        except signin.SignInRefused as refusal:
            form.add_error("staff_id", str(refusal))
        else:
            return redirect(_onward(request))
    status = 422 if form.errors else 200
    return TemplateResponse(request, "pages/sign-in.html", {"form": form, "next": _next(request), "staff": _staff()}, status=status)


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click, in a demonstration only."""
    try:
        signin.enter(request, demonstration.member(request.POST.get("staff_id", "")))
    except (demonstration.NotADemonstration, demonstration.NotOnTheStaff) as error:
        raise Http404 from error
    return redirect(_onward(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
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


def _staff() -> list[tuple[str, list[demonstration.Person]]]:
    return demonstration.by_agency() if settings.DEMONSTRATION else []


def _next(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _onward(request: HttpRequest) -> str:
    return _next(request) or "home"
