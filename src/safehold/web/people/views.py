"""Looking for a person when no call is open: only those whom the viewer may see, and every look logged with why."""

import time
from datetime import date

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from safehold.access.looks import look
from safehold.chronology.times import BadTime, london, read_when
from safehold.identity.features import Features, query_features
from safehold.identity.finding import Found, find
from safehold.web import words
from safehold.web.looks.slowly import slowly
from safehold.web.naming import full_name
from safehold.web.people.forms import FindForm


class Result(msgspec.Struct, frozen=True):
    who: str
    address: str
    also: str
    likely: str
    why: str
    cases: list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
def find_person(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("find_people", kind="search")
    form = FindForm(request.POST if request.method == "POST" else None)
    results: list[Result] = []
    searched: tuple[str, ...] = ()
    asked = request.method == "POST" and form.is_valid()
    if asked and (wait := slowly(request)):
        return wait
    if asked:
        today = london(time.time_ns() // 1000).date()
        found, searched = find(viewer, _query(form.cleaned_data, today))
        cases = {case.id for each in found for case in each.cases}
        look(viewer, "search", persons=[each.person.id for each in found], case_ids=cases, why=form.cleaned_data["why"])
        results = [_result(each, today) for each in found]
    context = {"form": form, "asked": asked, "results": results, "searched": searched}
    return TemplateResponse(request, "people/find.html", context, status=422 if form.errors else 200)


def _query(given: dict[str, str], today: date) -> Features:
    """What was typed, as the history check compares it; a number of at most three digits is an age."""
    born = given["born"].strip()
    age = int(born) if born.isascii() and born.isdigit() and len(born) <= 3 else None
    known = {name: given[name] for name in ("family_name", "given_name", "phone", "postcode")}
    return query_features(**known, date_of_birth="" if age is not None else _date(born), age=age, on=today)


def _date(born: str) -> str:
    """As the record writes dates; 5/10/1984 is the fifth of October. What cannot be read is not searched by."""
    parts = born.replace(".", "/").split("/")
    text = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else born
    try:
        read_when(text)
    except BadTime:
        return ""
    return text


def _result(found: Found, today: date) -> Result:
    person = found.person
    age = words.age(person.date_of_birth, today)
    cases = []
    for case in found.cases:
        role = "victim" if case.victim_id == person.id else "suspect"
        cases.append((reverse("case", args=[case.id]), f"as {role}, {words.day(case.first_at)} to {words.day(case.last_at)}"))
    return Result(
        who=f"{full_name(person)}, {age}" if age else full_name(person),
        address=reverse("person", args=[person.id]),
        also=", ".join(map(words.given, person.other_names[:3])),
        likely=f"{words.likely(found.probability)} ({min(found.probability, 0.99):.2f})",
        why=found.why,
        cases=cases,
    )
