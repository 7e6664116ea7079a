"""What a phone keeps so that a job it has open goes on without a signal: the empty page and its files, and the key by which what is typed
is encrypted there. Nothing of anybody stands in what the browser keeps in plain."""

import json
from hashlib import blake2b

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from safehold.access.signing_in import entering
from safehold.practice.response.attending.phone import key_of
from safehold.web.attending import presenters

FILES = (
    "govuk/govuk-frontend.min.css", "govuk/govuk-frontend.min.js", "safehold/base.css", "safehold/components.css", "safehold/attending.css",
    "safehold/start.js", "safehold/attending.js", "safehold/waiting.js", "safehold/mark.svg",
)  # fmt: skip
WORKER = "safehold/attending-worker.js"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the pages at the door while there is no signal, with the files that it keeps written into it. It answers
    for these pages alone: its scope is the folder that it comes from."""
    request.viewer.must("record_events")
    kept = [reverse("attending:shell"), *(static(name) for name in FILES)]
    name = blake2b(json.dumps([kept, _source()]).encode(), digest_size=8).hexdigest()
    text = f"const KEPT = {json.dumps(kept)}, NAME = {json.dumps(name)};\n{_source()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page with nothing on it: which job it is, and what was typed, a phone takes from what it keeps encrypted."""
    request.viewer.must("record_events")
    return TemplateResponse(request, "attending/shell.html", {"form": presenters.empty()})


@require_GET
def key(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("record_events")
    now = int(timezone.now().timestamp())
    left = settings.SESSION_COOKIE_AGE - now + request.session.get(entering.BEGAN, now)
    given = key_of(viewer, request.headers.get("X-Safehold-Browser", ""))
    return JsonResponse({"key": given, "person": viewer.user_id, "as": str(viewer.posting_id), "seconds": max(0, left)})


def _source() -> str:
    found = finders.find(WORKER)
    assert isinstance(found, str), WORKER
    with open(found, encoding="utf-8") as file:
        return file.read()
