"""The pages for what cannot be shown. They name no one, read no record, and need no database."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from safehold.access.viewer import Refused
from safehold.database.unreachable import out_of_reach
from safehold.web import security
from safehold.web.kept.parent import page_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    security.tell(request, f"odd request: {type(exception).__name__}")
    text = _("The page was asked for something it does not understand. Go back and try again.")
    return _page(400, _("This could not be read"), text, exception)


def refused(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(403, _("Not in this role"), _("Your role may not open this page."), exception)


def forged(request: HttpRequest, **_given: Any) -> HttpResponse:
    security.tell(request, "form without the site's own token")
    return _page(403, _("This form is out of date"), _("Nothing was saved. Open the page again and send the form once more."))


def anothers(_request: HttpRequest) -> HttpResponse:
    text = _("Somebody else was signed in here when this form was opened. Nothing of it was sent, and what they typed is not shown.")
    return _page(409, _("This form is somebody else’s"), text)


def gone(_request: HttpRequest) -> HttpResponse:
    text = _("What could not be sent is kept for half an hour, and is shown to nobody but whoever typed it.")
    return _page(404, _("Nothing waits here"), text)


def only_sent(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that only takes a form, come to by a link: the refusal with words, and the page that it belongs to."""
    text = _("A button leads here, and nothing is shown. Nothing was changed.")
    page = _page(refused.status_code, _("This is not a page"), text, page=page_of(request.path))
    page["Allow"] = refused.get("Allow", "POST")
    return page


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(404, _("Nothing to show here"), _("There is no such page, or it is not one that you may see."), exception)


def fault(_request: HttpRequest) -> HttpResponse:
    if out_of_reach(sys.exc_info()[1]):
        text = _("The database does not answer just now. Nothing of this was saved: go back, and send it again in a moment.")
        page = _page(503, _("Not just now"), text)
        page["Retry-After"] = "5"
        return page
    text = _("Nothing of this was saved. Try again; if it happens again, tell whoever runs Safehold.")
    return _page(500, _("Something went wrong here"), text)


def _page(status: int, heading: str, text: str, exception: Exception | None = None, *, page: str = "") -> HttpResponse:
    """Only a refusal says why in its own words; the message of any other error may hold what must not be shown."""
    context = {"status": status, "heading": heading, "text": str(exception) if isinstance(exception, Refused) else text, "page": page}
    return HttpResponse(render_to_string("pages/error.html", context), status=status)
