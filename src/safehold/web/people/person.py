"""A person's page: every record and why it is taken for theirs, what people judged, whom they are related to; and parting them."""

import time
from datetime import date

import msgspec
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.often import Often
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import london
from safehold.identity.chronicle import now_called
from safehold.identity.decided import Act, acts, number_of
from safehold.identity.deciding import NothingToPart, alone_with, part
from safehold.identity.models import Case, Person, Waiting
from safehold.identity.related import ties
from safehold.identity.said import Said, said
from safehold.identity.unsure import of_person
from safehold.web import errors, words
from safehold.web.events.telling import tell
from safehold.web.events.words import standard
from safehold.web.links.effects import effect
from safehold.web.links.forms import WhyForm
from safehold.web.links.held import may_take_back, unseen
from safehold.web.links.presenters import told
from safehold.web.looks import asking
from safehold.web.naming import full_name, name_and_age, pair_name
from safehold.web.people.acting import by_whom
from safehold.web.people.danger import dangers
from safehold.web.people.facts import facts, places_seen
from safehold.web.people.reasons import reasons
from safehold.web.people.tied import tied


class Judged(msgspec.Struct, frozen=True):
    """An act of judging in force on this person; `undo` is empty for those who may not take it back."""

    what: str
    of: str
    when: int
    by: str
    why: str
    undo: str


class Record(msgspec.Struct, frozen=True):
    number: int
    when: str
    what: str
    named: str
    by: str
    why: str


@require_GET
def person(request: HttpRequest, person: int) -> HttpResponse:
    viewer = request.viewer
    found = _visible(viewer, person)
    if found is None:
        return _elsewhere(request, person)
    asked_first = asking.asked_first(request, asking.of_person(request, person))
    if asked_first is not None:
        return asked_first
    now = _now()
    today = london(now).date()
    agencies = agency_names()
    listed = said(viewer, person)
    places = places_seen(viewer, [person], listed, now)
    cases = _CASES.all(viewer, person=person)
    tie_list = ties(viewer, [person], places=places)
    waiting = of_person(viewer, person)
    judged = acts(each.number for each in listed)
    numbers = {person, *(tie.to for tie in tie_list), *(n for each in waiting for n in (each.one, each.other))}
    numbers |= {n for case in cases for n in (case.victim_id, case.suspect_id) if n is not None}
    people = Person.objects.for_viewer(viewer).in_bulk(numbers | {n for act in judged for n in act.persons})
    look(viewer, "page", persons=people, case_ids=[case.id for case in cases])
    context = {
        "person": found,
        "who": name_and_age(found, today),
        "dangers": dangers(viewer, person, cases, people, now),
        "facts": facts(viewer, listed, agencies, places=places),
        "cases": [(reverse("case", args=[case.id]), _case(case, person, people)) for case in cases],
        "kept": [
            (reverse("retention-record", args=[case.id]), _case(case, person, people))
            for case in cases
            if viewer.may("dispose_records") and viewer.agency in case.agencies
        ],
        "judged": [_judged(viewer, act, person, people, agencies) for act in judged if may_take_back(viewer, act, people)],
        "waiting": [_waiting(each, person, people, today) for each in waiting],
        "ties": tied(tie_list, people, {person}, today),
        "records": _records(viewer, listed, agencies),
        "may_part": viewer.may("judge_links") and len(listed) > 1,
    }
    return TemplateResponse(request, "people/person.html", context)


@require_POST
def part_person(request: HttpRequest, person: int) -> HttpResponse:
    """Shows what it would change if some records were not of this person; and, once it is said why, records it."""
    viewer = request.viewer
    viewer.must("judge_links", persons=[person])
    found = _visible(viewer, person)
    if found is None:
        return _elsewhere(request, person)
    asked_first = asking.asked_first(request, asking.of_person(request, person))
    if asked_first is not None:
        return asked_first
    now, confirmed = _now(), "why" in request.POST
    if confirmed:
        alone_with(person)
    look(viewer, "page", persons=[person])
    agencies = agency_names()
    listed, asked = said(viewer, person), set(request.POST.getlist("pick"))
    picked = [each for each in listed if str(each.number) in asked]
    numbers = [each.number for each in picked]
    if asked and len(picked) < len(asked):
        messages.info(request, _("Nothing was recorded now: not all the records that you picked are theirs, or still theirs. Look again."))
        return redirect("person", person)
    form = WhyForm(request.POST if confirmed else None)
    try:
        if confirmed and form.is_valid():
            act = part(by=viewer, person=person, mentions=numbers, why=form.cleaned_data["why"])
            messages.success(request, _("Recorded: these records are not theirs."), extra_tags=reverse("link-undo", args=[number_of(act)]))
            return redirect("person", person)
        would = effect(viewer, [person], lambda: part(by=viewer, person=person, mentions=numbers, why="-"), now)
    except NothingToPart as refusal:
        messages.warning(request, str(refusal))
        return redirect("person", person)
    people = {*would.before.people, *would.after.people}
    look(viewer, "page", persons=people, case_ids={*would.before.cases, *would.after.cases})
    context = {
        "person": found,
        "who": name_and_age(found, london(now).date()),
        "picked": _records(viewer, picked, agencies),
        "left": len(listed) - len(picked),
        "told": told(would, agencies, now),
        "form": form,
    }
    return TemplateResponse(request, "people/part.html", context, status=422 if form.errors else 200)


def _visible(viewer: Viewer, person: int) -> Person | None:
    viewer.must("see_cases", persons=[person])
    found: Person | None = Person.objects.for_viewer(viewer).in_bulk([person]).get(person)
    return found


_CASES = Often(lambda of, person: of(Case).filter(Q(victim_id=person) | Q(suspect_id=person)).order_by("-last_at"))


def _elsewhere(request: HttpRequest, person: int) -> HttpResponse:
    """The page of whoever this person has become, if the viewer may see them; else nothing, in the same words whether or not they exist."""
    viewer = request.viewer
    current = now_called(str(person))
    if current and int(current) != person and Person.objects.for_viewer(viewer).filter(id=int(current)).exists():
        viewer.trace.looked = True  # an address alone is given
        return redirect("person", int(current))
    look(viewer, "page", persons=[int(current)] if current else [], refused=bool(current), why="not a person whom this viewer sees")
    return errors.not_found(request)


def _case(case: Case, person: int, people: dict[int, Person]) -> str:
    role = _("victim") if case.victim_id == person else _("suspect")
    span = _("%(first)s to %(last)s") % {"first": words.day(case.first_at), "last": words.day(case.last_at)}
    return f"{pair_name(case, people)} ({role}; {span})"


def _judged(viewer: Viewer, act: Act, person: int, people: dict[int, Person], agencies: dict[str, str]) -> Judged:
    others = [full_name(people[number]) for number in sorted(act.persons & people.keys() - {person})] + unseen(act, people)
    by = by_whom(act, agencies)
    return Judged(
        words.sentence(standard().value(act.judgement)),
        ", ".join(others) or _("records of theirs"),
        act.at,
        by,
        act.why,
        reverse("link-undo", args=[act.seq]) if viewer.may("judge_links") else "",
    )


def _waiting(each: Waiting, person: int, people: dict[int, Person], today: date) -> tuple[str, str, str]:
    other = each.other if each.one == person else each.one
    return (reverse("link-pair", args=[each.one, each.other]), name_and_age(people.get(other), today), words.likely(each.probability))


def _records(viewer: Viewer, listed: list[Said], agencies: dict[str, str]) -> list[Record]:
    why = reasons(listed)
    return [
        Record(
            each.number,
            words.coarse(each.event.occurred_at),
            tell(each.event, viewer, agencies, confidential=True).title,
            _named(each),
            agencies.get(each.event.agency, each.event.agency),
            why[each.number],
        )
        for each in listed
    ]


def _named(each: Said) -> str:
    mention = each.mention
    name = words.person(mention.given_name, mention.family_name) if mention.named else _("without a name")
    return _("%(name)s, as %(role)s") % {"name": name, "role": words.spoken(mention.role)}


def _now() -> int:
    return time.time_ns() // 1000
