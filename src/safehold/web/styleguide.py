"""Every component with made-up content, in a demonstration or with DEBUG: to look at, and for the checks of accessibility."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from safehold.chronology.times import DAY, HOUR, MINUTE, exactly, instant, read_when

SEVERE = {"word": "High risk", "level": "severe", "detail": "since 3 October"}
SERIOUS = {"word": "Bail in force", "level": "serious"}
KEYS = [("victim", "Victim"), ("address", "Address")]
NOTE = {"word": "Two children", "level": "note"}


class Example(forms.Form):
    family_name = forms.CharField(label="Family name", help_text="As it was said", error_messages={"required": "Enter the family name."})
    words = forms.CharField(label="What is happening", widget=forms.Textarea({"rows": 2}))
    here = forms.BooleanField(label="He is here", required=False)
    grade = forms.ChoiceField(label="Grade", choices=[("immediate", "Immediate"), ("priority", "Priority")], widget=forms.RadioSelect)
    keys = forms.MultipleChoiceField(label="Searched", choices=KEYS, widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(
        label="Reason", choices=[("", ""), ("duplicate", "Duplicate")], error_messages={"required": "Choose the reason."}
    )


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    now = instant(timezone.now())
    wrong = Example({"words": "He is outside", "grade": "urgent", "keys": ["victim"]}, auto_id="wrong_%s")
    context: dict[str, Any] = {
        "dangers": [SEVERE, SERIOUS, NOTE],
        "form": Example(),
        "wrong": wrong,
        "chronology": _chronology(now),
        "over": now - 2 * HOUR,
        "soon": now + 40 * MINUTE,
        "past": [now - 12 * MINUTE, now - 3 * DAY, now - 90 * DAY],
        "spans": [read_when(text) for text in ("2007-04/2007-12", "2007-05", "2008-07-29", "2008-07-03/2008-07-05", "2007/2009", "2008")],
        "columns": [
            {"key": "who", "text": "Who", "sortable": True},
            {"key": "calls", "text": "Calls", "sortable": True, "numeric": True},
            {"key": "owner", "text": "With"},
        ],
        "rows": [
            {"who": "Marta STANWICK", "calls": 4, "owner": "Grace Whitlow"},
            {"who": "Ada PENHALE", "calls": 1, "owner": "Hana Brook"},
        ],
        "page": Paginator(range(95), 20).page(2),
        "here": request.path,
        "sort": request.GET.get("sort", "who"),
    }
    return TemplateResponse(request, "pages/styleguide.html", context)


def _chronology(now: int) -> list[dict[str, Any]]:
    police, advocates = "Northshire Police", "Northshire Advocacy Service"
    before = {"when": exactly(now - 2 * DAY), "title": "Call graded: priority", "agency": police}
    graded = {"title": "Call graded: immediate", "agency": police, "lines": ["Threat to kill."], "corrected": [before]}
    return [
        {"when": exactly(now - 12 * MINUTE), "title": "Call received", "agency": police, "words": "He is at the door", "danger": [SEVERE]},
        {"when": exactly(now - 2 * DAY), **graded},
        {"when": read_when("2007-04/2007-12"), "title": "Disclosed: threats to kill", "agency": advocates, "late": "3 days"},
    ]
