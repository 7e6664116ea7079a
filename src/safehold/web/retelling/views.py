"""In a demonstration that was given chronologies to tell: each on a clock that a person steps. Nothing of it is recorded, and nothing of it
is read from the record: the file alone is told, to whoever is signed in."""

from pathlib import Path
from typing import cast, get_args

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from safehold.oversight.retelling.account import About, account
from safehold.oversight.retelling.days import How
from safehold.oversight.retelling.files import Told, Unreadable, told
from safehold.rulebook.model import Standard
from safehold.web.events.words import titled
from safehold.web.retelling import presenters


@require_GET
def files(request: HttpRequest) -> HttpResponse:
    listed = [(number, path.stem) for number, path in enumerate(_paths(), 1)]
    return TemplateResponse(request, "retelling/files.html", {"files": listed})


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    how, standard = _how(request)
    try:
        found = _told(number, how, standard)
    except Unreadable as error:
        return TemplateResponse(request, "retelling/unreadable.html", {"why": str(error)}, status=422)
    asked = request.GET.get("at", "")
    at = min(int(asked), len(found.retold.moments)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    context = presenters.page(found, at, number, how, standard, playing=request.GET.get("play") == "1")
    return TemplateResponse(request, "retelling/page.html", context)


@require_GET
def written(request: HttpRequest, number: int) -> HttpResponse:
    """The account of the whole file, to keep."""
    try:
        found = _told(number, *_how(request))
    except Unreadable as error:
        return TemplateResponse(request, "retelling/unreadable.html", {"why": str(error)}, status=422)
    text = account(found.retold, About(found.name, titled, found.assumed, found.rules))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="account-{number}.md"'
    return response


def _told(number: int, how: How, standard: Standard) -> Told:
    paths = _paths()
    if not 1 <= number <= len(paths):
        raise Http404
    return told(paths[number - 1], how, standard)


def _paths() -> list[Path]:
    return [Path(each) for each in settings.SAFEHOLD_RETOLD]


def _how(request: HttpRequest) -> tuple[How, Standard]:
    how, standard = request.GET.get("days", "spread"), request.GET.get("standard", "today")
    return (
        cast(How, how if how in get_args(How) else "spread"),
        cast(Standard, standard if standard in get_args(Standard) else "today"),
    )
