"""The way into a page of a case that another room has: whom it is of, what is on record, and the look; and a form of such a page."""

import time
from collections.abc import Callable
from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.chronicle import Entry, chronicle
from safehold.identity.models import Case, Person
from safehold.web.case.opening import opened
from safehold.web.case.recordable import works_on
from safehold.web.case.seen import pair_of
from safehold.web.naming import full_name, pair_name
from safehold.web.once import Already, held, once, shown


class Inside(msgspec.Struct, frozen=True):
    viewer: Viewer
    case: Case
    people: dict[int, Person]
    entries: list[Entry]
    agencies: dict[str, str]
    now: int

    @property
    def who(self) -> str:
        return pair_name(self.case, self.people)

    @property
    def her(self) -> str:
        return full_name(self.people.get(self.case.victim_id))

    @property
    def works(self) -> bool:
        """Whether they may record here."""
        return self.viewer.may("record_events") and works_on(self.viewer, self.case)


class Stands(msgspec.Struct, frozen=True):
    """What a form replaces: a mark that is another when that is, and how it is told that it became so since the form was opened."""

    mark: str
    since: str


def mark_of(what: object) -> str:
    """Nothing can be read from it, nor tried out."""
    return salted_hmac("what a form replaces", msgspec.json.encode(what, order="deterministic")).hexdigest()


def enter(request: HttpRequest, case_id: str, *needs: str, to_record: bool = False) -> Inside | HttpResponse:
    """`needs` are permissions beside that of opening cases. Raises Refused."""
    viewer = request.viewer
    found = opened(request, case_id, *needs)
    if isinstance(found, HttpResponse):
        return found
    people = pair_of(viewer, found)
    look(viewer, "page", persons=people, case_ids=[found.id])
    entries = chronicle(found.id, found.victim_id, found.suspect_id)
    inside = Inside(viewer, found, people, entries, agency_names(), time.time_ns() // 1000)
    if to_record and not works_on(viewer, found):
        raise Refused(_("This case was shared with your agency to be viewed."), case_ids=[found.id])
    return inside


def answered(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    said: str = "",
    to: str,
    template: str,
    context: dict[str, Any],
    stands: Stands | None = None,
) -> HttpResponse:
    """Does what was typed, or shows it again with what is wrong: nothing typed is lost. `said` afterwards, or what `act` gives back.
    `stands` is what the form replaces: where that is another by now, it is told first, and what is sent after that is done."""
    if request.method == "POST" and form.is_valid():
        try:
            if stands is not None and request.POST.get("stands", stands.mark) != stands.mark:
                raise Already() if held(request) else NotRecorded(stands.since)
            with once(request):
                done = act(form.cleaned_data)
        except Already as already:
            messages.info(request, str(already))
            return redirect(to)
        except NotRecorded as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said or str(done))
            return redirect(to)
    shown(request)
    return TemplateResponse(
        request,
        template,
        {"hint": "", "stands": stands.mark if stands else "", **context, "form": form, "back": to},
        status=422 if form.errors else 200,
    )
