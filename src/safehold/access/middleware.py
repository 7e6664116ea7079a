"""What surrounds every page: one transaction, a limit on idling, sign-in, and the viewer."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from safehold.access import context
from safehold.access.looks import look
from safehold.access.models import User
from safehold.access.postings import viewer_of
from safehold.access.signing_in import entering, half, sessions
from safehold.access.viewer import Refused, Unlogged
from safehold.database import narrowed

log = structlog.get_logger("safehold.security")
Answer = Callable[[HttpRequest], HttpResponse]
PUBLIC = frozenset({"sign-in", "sign-in-as", "single-sign-on"})
# For those who have shown a password, and still have to show, set up or choose something.
HALF_SIGNED_IN = frozenset({"second", "set-up", "set-up-picture", "choose-password"})
WITHOUT_POSTING = frozenset({"sign-out", "posting", "own-sign-in", "own-session-end"})
BY_ITSELF = "X-Safehold-Poll"


def by_itself(request: HttpRequest) -> bool:
    """Whether a page asks without anybody having done anything: it says so (hx-headers, or fetch), and only reads."""
    return request.method == "GET" and request.headers.get(BY_ITSELF) == "1"


class OneTransaction:
    """Everything that a request does is one transaction, the rendering included, so that a page tells of one moment and a look is
    stored before the page leaves. A fault or a refusal undoes it all; a refusal is then logged by itself."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.viewer = request.raised = None
        with transaction.atomic(), narrowed.request():
            context.nobody()
            response = self.get_response(request)
            if request.raised is not None or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        if request.viewer is not None and isinstance(request.raised, Refused):
            refused = request.raised
            with transaction.atomic():
                context.enter(request.viewer)
                log.warning("security", what="refused", agency=request.viewer.agency, role=request.viewer.role, user=request.viewer.user_id)
                look(request.viewer, refused.kind, persons=refused.persons, case_ids=refused.case_ids, why=str(refused), refused=True)
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        request.raised = exception


class SessionLimits:
    """Ends a session that nobody has used for a while, and every session after twelve hours, however much it is used. The time is written
    at most once a minute. What a page asks by itself, again and again, is nobody's use of it: a board left open in an empty room signs out.
    A session without a second thing, such as one of an earlier version, is nobody's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            idle = now - request.session.get(entering.SEEN, now)
            if idle > settings.IDLE_SECONDS:
                sessions.leave(request, "left idle")
            elif now - request.session.setdefault(entering.BEGAN, now) > settings.SESSION_COOKIE_AGE:
                sessions.leave(request, "after twelve hours")
            elif not entering.whole(request):
                sessions.leave(request, "without a second thing")
            elif entering.SEEN not in request.session or (idle >= 60 and not by_itself(request)):
                request.session[entering.SEEN] = now
                sessions.used(request)
        return self.get_response(request)


class OnlyViewers:
    """No page without a viewer, except the few that are named; and no page about people without a look."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if isinstance(request.user, User):
            request.viewer = viewer_of(request, request.user)
        elif (system := getattr(request, "system", None)) is not None:
            request.viewer = system  # known by its token already (safehold.api.door)
        if request.viewer is not None:
            context.enter(request.viewer)
        response = self.get_response(request)
        if request.user.is_authenticated or half.KEY in request.session:
            response["Cache-Control"] = "no-store"
        if request.viewer is not None and response.status_code < HTTPStatus.BAD_REQUEST:
            trace = request.viewer.trace
            if trace.read and not trace.looked:
                raise Unlogged(f"{request.path} read {', '.join(sorted(trace.read))} and logged no look")
        return response

    def process_view(self, request: Any, *_: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if name in PUBLIC or request.viewer is not None:
            return None
        if not request.user.is_authenticated:
            if name in HALF_SIGNED_IN and half.of(request) is not None:
                return None
            request.ended = settings.SESSION_COOKIE_NAME in request.COOKIES  # of a session that ended elsewhere, or by itself
            wanted = request.get_full_path() if request.method == "GET" else reverse("home")  # nobody goes back to where a form was sent
            return redirect_to_login(wanted, reverse("sign-in"))
        return None if name in WITHOUT_POSTING else redirect("posting")
