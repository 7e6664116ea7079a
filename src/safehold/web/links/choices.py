"""What each answer to "are they one person?" would change: asked for by the page's script one by one, or all with the page."""

import time
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.identity.decided import apart_by, as_seen
from safehold.identity.deciding import judge_people
from safehold.identity.models import Person
from safehold.web import errors
from safehold.web.links.asked import asked_of_pair
from safehold.web.links.effects import Effect, State, effect
from safehold.web.links.presenters import Told, told

TRIED = ("linked", "not_linked")
HELD = gettext_lazy("Somebody has judged that they are not the same, and that holds. Take it back first, above.")
STAYS = gettext_lazy("Nothing changes now. They leave this list, and are found again under “left as unsure”.")
CHANGED = gettext_lazy("What is on record of them has changed since you opened this page. Open it again.")
_LABELS = (("linked", "s", gettext_lazy("Same person")), ("not_linked", "n", gettext_lazy("Not the same")),
           ("unsure", "u", gettext_lazy("Cannot tell")))  # fmt: skip


class Choice(msgspec.Struct, frozen=True):
    """An answer with its key; what it would change is told, or is still to be asked for."""

    value: str
    key: str
    name: Promise
    told: Told | None


def choices(viewer: Viewer, one: int, other: int, now: int, *, apart: bool, tell: bool) -> list[Choice]:
    """With `tell` it is found out what each would change, which takes longer than all the rest of the page."""
    known, found = None, []
    for value, key, name in _LABELS:
        said = _plain(value, apart=apart)
        if said is None and tell:
            would = tried(viewer, one, other, value, now, known)
            known = would.before
            said = told(would, agency_names(), now)
        found.append(Choice(value, key, name, said))
    return found


def tried(viewer: Viewer, one: int, other: int, judgement: str, now: int, known: State | None = None) -> Effect:
    """The effect of an answer, with the look at the people of every case that it touches."""
    found = effect(viewer, (one, other), lambda: judge_people(by=viewer, one=one, other=other, judgement=judgement, why="-"), now, known)
    looked(viewer, found)
    return found


def looked(viewer: Viewer, trying: Effect) -> None:
    """What is told of an act names the people of every case that it touches."""
    people = {*trying.before.people, *trying.after.people}
    look(viewer, "page", persons=people, case_ids={*trying.before.cases, *trying.after.cases})


@require_GET
def would(request: HttpRequest, one: int, other: int, judgement: str) -> HttpResponse:
    """What one answer would change, of two who stand as they did when the page was made."""
    viewer, now = request.viewer, time.time_ns() // 1000
    viewer.must("judge_links", persons=[one, other])
    viewer.trace.looked = True  # nobody is shown yet
    if judgement not in TRIED or one == other or Person.objects.for_viewer(viewer).filter(id__in=(one, other)).count() != 2:
        return errors.not_found(request)
    if (first := asked_of_pair(request, one, other)) is not None:
        return first
    if request.GET.get("seen") != as_seen(viewer, one, other):
        changed = Told([str(CHANGED)], [], [])
        return TemplateResponse(request, "links/would.html", {"told": changed}, status=HTTPStatus.CONFLICT)
    said = _plain(judgement, apart=judgement == "linked" and bool(apart_by(one, other)))
    if said is None:
        said = told(tried(viewer, one, other, judgement, now), agency_names(), now)
    return TemplateResponse(request, "links/would.html", {"told": said})


def _plain(judgement: str, *, apart: bool) -> Told | None:
    """What can be said without trying. To leave it open changes the same today as to part them."""
    if judgement == "unsure":
        return Told([str(STAYS)], [], [])
    return Told([str(HELD)], [], []) if judgement == "linked" and apart else None
