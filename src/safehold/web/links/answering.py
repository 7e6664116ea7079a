"""An answer that was sent: recorded once, whether it is sent once or twice, and only of two who stand as they stood when it was given.

Whatever else has become of them meanwhile, what was written is not lost.
"""

import re
from http import HTTPStatus

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import london
from safehold.identity.chronicle import now_called
from safehold.identity.decided import acts, as_seen, number_of, recorded_as
from safehold.identity.deciding import HeldApart, judge_people
from safehold.identity.models import Person
from safehold.identity.said import said
from safehold.identity.unsure import Wanted, place_of
from safehold.web.events.words import standard
from safehold.web.links.asked import address, back_of
from safehold.web.links.forms import JUDGEMENTS
from safehold.web.naming import name_and_age
from safehold.web.people.acting import by_whom
from safehold.web.words import sentence

_ONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PAIR = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


class Stale(msgspec.Struct, frozen=True):
    """Why an answer was not recorded, to be shown with it on the page of the two."""

    why: str


def once(request: HttpRequest) -> str:
    """The id of what this sending of the form records; none, where the form did not say."""
    given = request.POST.get("once", "")
    return given if _ONCE.fullmatch(given) else ""


def sent_already(request: HttpRequest, wanted: Wanted) -> HttpResponse | None:
    """Where the same form was recorded before, it was sent twice: on to where the first sending leads."""
    viewer, key = request.viewer, once(request)
    recorded = recorded_as(key, viewer.agency) if key else None
    if recorded is None:
        return None
    viewer.trace.looked = True  # nobody is shown
    number, judgement = recorded
    waiting = messages.get_messages(request)
    told = bool(list(waiting))
    waiting.used = False  # they are still to be shown
    if judgement and not told:
        _told(request, judgement, number)
    following = _PAIR.fullmatch(request.POST.get("next", ""))
    return _on(request, (int(following[1]), int(following[2])) if following else None, wanted)


def answered(request: HttpRequest, one: int, other: int, given: dict[str, str], wanted: Wanted, now: int) -> HttpResponse | Stale:
    """They are this request's alone, and the form was not sent before."""
    viewer = request.viewer
    if request.POST.get("seen", "") not in ("", as_seen(viewer, one, other)):
        return Stale(_("What is on record of them has changed since you opened this page. Look again: nothing was recorded yet."))
    following = place_of(viewer, wanted, (one, other), now).following
    try:
        act = judge_people(by=viewer, one=one, other=other, judgement=given["judgement"], why=given["why"], key=once(request))
    except HeldApart as held:
        return Stale(str(held))
    _told(request, given["judgement"], number_of(act))
    return _on(request, following, wanted)


def overtaken(request: HttpRequest, one: int, other: int, now: int) -> HttpResponse | None:
    """An answer about two of whom somebody has judged meanwhile: what became of them, by whom, and what was written here."""
    viewer: Viewer = request.viewer
    numbers = [int(number) for each in (one, other) if (number := now_called(str(each)))]
    people = Person.objects.for_viewer(viewer).in_bulk(numbers)
    if not numbers or people.keys() != set(numbers):
        return None
    look(viewer, "page", persons=people)
    agencies, today = agency_names(), london(now).date()
    found = acts(each.number for person in people for each in said(viewer, person))
    context = {
        "people": [(name_and_age(people[number], today), reverse("person", args=[number])) for number in sorted(people)],
        "acts": [
            (sentence(standard().value(act.judgement)), act.at, by_whom(act, agencies), act.why, reverse("link-undo", args=[act.seq]))
            for act in found[:3]
            if act.persons <= people.keys()
        ],
        "again": reverse("link-pair", args=sorted(people)) if len(people) == 2 else "",
        "answer": str(dict(JUDGEMENTS).get(request.POST.get("judgement", ""), "")),
        "why": request.POST.get("why", "")[:500],
    }
    return TemplateResponse(request, "links/overtaken.html", context, status=HTTPStatus.CONFLICT)


def _on(request: HttpRequest, following: tuple[int, int] | None, wanted: Wanted) -> HttpResponse:
    return redirect(back_of(request) or (address(*following, wanted) if following else reverse("links")))


def _told(request: HttpRequest, judgement: str, number: int) -> None:
    answer = sentence(standard().value(judgement))
    messages.success(request, _("Recorded: %(answer)s.") % {"answer": answer}, extra_tags=reverse("link-undo", args=[number]))
