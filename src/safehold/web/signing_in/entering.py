"""The first page: a number and a password, a passkey, or an agency's own single sign-on."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access import demonstration
from safehold.access.signing_in import entering, half, passkeys, single_sign_on
from safehold.web.kept.fields import kept_address
from safehold.web.signing_in.forms import SignInForm
from safehold.web.signing_in.onward import asked_for, onward

NEXT = "next"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "POST" and "ask" in request.POST:
        half.briefly(request)
        return JsonResponse(passkeys.ask(request))
    by_passkey = request.method == "POST" and "answer" in request.POST
    form = SignInForm(None if by_passkey else request.POST or None)
    try:
        if by_passkey:
            entering.by_passkey(request, request.POST["answer"])
            return onward(request, asked_for(request))
        if request.method == "POST" and form.is_valid():
            entering.by_password(request, **form.cleaned_data)
            return onward(request, asked_for(request))
    except entering.SignInRefused as refusal:
        return _page(request, form, str(refusal))
    return _page(request, form)


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click, in a demonstration only."""
    try:
        entering.enter(request, demonstration.member(request.POST.get("staff_id", "")), "one click")
    except (demonstration.NotADemonstration, demonstration.NotOnTheStaff) as error:
        raise Http404 from error
    return onward(request, asked_for(request))


@require_GET
def single(request: HttpRequest) -> HttpResponse:
    """To the issuer, and back from it at the same address."""
    try:
        if not {"state", "error"} & request.GET.keys():
            half.briefly(request)
            request.session[NEXT] = asked_for(request)
            return single_sign_on.begin(request)
        single_sign_on.come_back(request)
    except single_sign_on.NotSetUp as error:
        raise Http404 from error
    except entering.SignInRefused as refusal:
        return _page(request, SignInForm(), str(refusal))
    return onward(request, request.session.pop(NEXT, ""))


def _page(request: HttpRequest, form: SignInForm, refused: str = "") -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "next": asked_for(request),
        "waits": kept_address(asked_for(request)),
        "staff": demonstration.by_agency() if settings.DEMONSTRATION else [],
        "single": single_sign_on.called(),
        "passkeys": passkeys.possible(request),
    }
    return TemplateResponse(request, "signing_in/sign-in.html", context, status=422 if form.errors or refused else 200)
