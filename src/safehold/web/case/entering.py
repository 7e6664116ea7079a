"""The way into a page of a case that another room has: whom it is of, what is on record, and the look; and a form of such a page."""

import time
from collections.abc import Callable, Mapping
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
from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.chronicle import Entry, chronicle
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.alone import alone_with
from safehold.web import words
from safehold.web.case.opening import opened
from safehold.web.case.recordable import works_on
from safehold.web.case.seen import pair_of
from safehold.web.naming import full_name, pair_name, who_did
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

    def by(self, event: Event) -> str:
        """Who recorded it, and when."""
        if event.actor is not None and event.actor.id == self.viewer.staff_id:
            who = _("yourself, from another page")
        else:
            who = who_did(event, self.viewer.agency, staff_names([event.actor.id] if event.actor else []), self.agencies)
        return _("%(who)s, %(time)s") % {"who": who, "time": words.stamp(event.recorded_at, self.now)}

    @property
    def works(self) -> bool:
        """Whether they may record here."""
        return self.viewer.may("record_events") and works_on(self.viewer, self.case)


class Stands(msgspec.Struct, frozen=True):
    """What a form replaces. `mark` is another when that is, and `since` tells whoever replaces something that came after they opened the
    form. `values` are what stands, by the names of the form's fields, as far as they may read it; `more` what else they must know of it."""

    mark: str
    since: str
    values: Mapping[str, Any]
    more: tuple[tuple[str, str], ...] = ()

    def other(self, form: forms.Form) -> list[tuple[str, str]]:
        """What of it is other than what they typed, by the name of the field."""
        found = []
        for bound in form:
            now = _in_words(bound, self.values.get(bound.name))
            if bound.name in self.values and now != _in_words(bound, bound.value()):
                found.append((str(bound.label), now or _("nothing")))
        return [*found, *self.more]


def mark_of(what: object) -> str:
    """Nothing can be read from it, nor tried out."""
    return salted_hmac("what a form replaces", msgspec.json.encode(what, order="deterministic")).hexdigest()


def _in_words(bound: forms.BoundField, value: Any) -> str:
    if isinstance(bound.field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(bound.field, forms.ChoiceField):
        chosen = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(str(label) for name, label in bound.field.choices if name in chosen)
    return "\n".join(str(value or "").strip().splitlines())


def enter(request: HttpRequest, case_id: str, *needs: str, to_record: bool = False, to_replace: bool = False) -> Inside | HttpResponse:
    """`needs` are permissions beside that of opening cases; whoever sends a form `to_replace` what stands reads it when nobody else is
    about to. Raises Refused."""
    viewer = request.viewer
    found = opened(request, case_id, *needs)
    if isinstance(found, HttpResponse):
        return found
    if to_replace and request.method == "POST":
        alone_with(found)
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
    other: list[tuple[str, str]] | None = None
    if request.method == "POST":
        came_since = stands is not None and request.POST.get("stands", stands.mark) != stands.mark
        try:
            if came_since and held(request):
                raise Already()
            if form.is_valid() and not came_since:
                with once(request):
                    done = act(form.cleaned_data)
                messages.success(request, said or str(done))
                return redirect(to)
        except Already as already:
            messages.info(request, str(already))
            return redirect(to)
        except NotRecorded as refusal:
            form.add_error(None, str(refusal))
        if stands is not None and came_since:  # told whatever else is wrong, since the form that is shown now replaces it
            form.add_error(None, stands.since)
            other = stands.other(form)
    shown(request)
    return TemplateResponse(
        request,
        template,
        {"hint": "", "stands": stands.mark if stands else "", **context, "form": form, "back": to, "came_since": other},
        status=422 if form.errors else 200,
    )
