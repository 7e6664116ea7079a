"""What somebody says in a review. Each form makes the body of one entry, by the name of what it is."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safehold.chronology.times import BadTime, read_day
from safehold.practice.reviews.kinds import standard

LONGEST = 8000
Choices = Sequence[tuple[str, str]]


def _words(label: Any, hint: Any = "", *, rows: int = 3, required: Any = "") -> forms.CharField:
    said = {"error_messages": {"required": required}} if required else {}
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, required=bool(required), widget=forms.Textarea({"rows": rows}), **said
    )


def _line(label: Any, hint: Any = "", *, required: Any = "") -> forms.CharField:
    said = {"error_messages": {"required": required}} if required else {}
    return forms.CharField(label=label, help_text=hint, max_length=200, required=bool(required), **said)


class _Day(forms.CharField):
    """A day as a browser's own field gives it; empty where it is not said."""

    def __init__(self, label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(label=label, help_text=hint, max_length=10, widget=forms.DateInput({"type": "date"}), **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        try:
            if text:
                read_day(text)
        except (BadTime, ValueError) as error:
            raise ValidationError(_("Enter a day as year, month and day, such as 2026-06-30.")) from error
        return text


class SayForm(forms.Form):
    what: ClassVar[str] = ""
    page: ClassVar[str] = "review"

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, prefix=self.what, **kwargs)
        for name in ("agency", "owner"):
            if name in self.fields:
                self.fields[name].choices = [("", _("Choose an agency")), *agencies]
        if "agencies" in self.fields:
            self.fields["agencies"].choices = list(agencies)

    def body(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", [], None)}

    def subject(self) -> int | None:
        return None


class OpenForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What it is of"), widget=forms.RadioSelect, error_messages={"required": _("Say what the review is of.")}
    )
    hold = forms.ChoiceField(
        label=_("Is a review held?"),
        choices=[("yes", _("Yes, a review is held")), ("no", _("No, and why not is said below"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether a review is held.")},
    )
    reason = _words(
        _("Why"),
        _("The family, the Home Office and whoever questions it will read it."),
        required=_("Say why a review is held, or is not."),
    )
    directed = forms.BooleanField(label=_("The Secretary of State has directed it"), required=False)
    scope_from = _Day(_("Looked at from"), _("Empty: from the first record."), required=False)
    scope_to = _Day(_("Until"), _("Empty: until the last record."), required=False)
    agencies = forms.MultipleChoiceField(label=_("Agencies whose work is looked at"), required=False, widget=forms.CheckboxSelectMultiple)
    terms = _words(_("What it asks, in your own words"), _("The terms of reference."))

    def __init__(self, *args: Any, agencies: Choices, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)
        self.fields["agencies"].choices = list(agencies)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("scope_from", ""), given.get("scope_to", "")
        if first and last and last < first:
            self.add_error("scope_to", _("The last day comes before the first."))
        return given


class ScopeForm(SayForm):
    what, page = "scope", "review"
    agencies = forms.MultipleChoiceField(label=_("Agencies whose work is looked at"), required=False, widget=forms.CheckboxSelectMultiple)
    terms = _words(_("What it asks, in your own words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = _Day(_("Looked at from"), required=False)
        self.fields["to"] = _Day(_("Until"), required=False)
        self.order_fields(["from", "to"])


class VerdictForm(SayForm):
    """`of` is by which the finding is known, as JSON."""

    what, page = "verdict", "review-findings"
    of = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    verdict = forms.ChoiceField(
        label=_("The panel"),
        choices=[("accepted", _("accepts it")), ("rejected", _("rejects it")), ("noted", _("notes it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the panel accepts, rejects or notes it.")},
    )
    reason = _words(_("Why"), rows=2, required=_("Say why: whoever reads the report will ask."))

    def body(self) -> dict[str, Any]:
        return {**super().body(), "of": self.cleaned_data["of"]}

    def clean_of(self) -> list[str]:
        try:
            return msgspec.json.decode(self.cleaned_data["of"], type=list[str])
        except msgspec.DecodeError as error:
            raise ValidationError(_("Open the page again: what this is about was lost.")) from error


class SameForm(VerdictForm):
    what, page = "same", "review-findings"


class AskForm(SayForm):
    what, page = "report_asked", "review-reports"
    agency = forms.ChoiceField(label=_("Agency"), error_messages={"required": _("Say which agency is asked.")})
    due = _Day(_("By"), required=False)
    words = _words(_("What it is asked"), rows=2)


class AnalysisForm(SayForm):
    what, page = "analysis", "review-learning"
    theme = _line(_("On what"), _("For example: bail, risk, how agencies told one another."), required=_("Say what it is on."))
    text = _words(_("What the panel makes of it"), rows=5, required=_("Write what the panel makes of it."))


class LessonForm(SayForm):
    what, page = "lesson", "review-learning"
    text = _words(_("What is to be learned"), required=_("Write what is to be learned."))


class RecommendationForm(SayForm):
    what, page = "recommendation", "review-learning"
    text = _words(
        _("What is recommended"), _("Every review’s recommendations can be found by all who sit on reviews. Name nobody in them."),
        required=_("Write what is recommended."),
    )  # fmt: skip
    theme = _line(_("On what"), _("By which it is found again: bail, risk assessment, housing."))
    action = _words(_("What will be done"), rows=2)
    owner = forms.ChoiceField(label=_("Who answers for it"), error_messages={"required": _("Say which agency answers for it.")})
    due = _Day(_("By"), error_messages={"required": _("Say by when.")})
    outcome = _words(_("What is to be different then"), rows=2, required=_("Say what is to be different then: by that it is judged."))


class ProgressForm(SayForm):
    what, page = "progress", "review-learning"
    subject_ = forms.IntegerField(widget=forms.HiddenInput)
    text = _words(_("What was done, and what shows it"), rows=2, required=_("Say what was done, and what shows it."))
    done = forms.BooleanField(label=_("It is done"), required=False)

    def subject(self) -> int | None:
        return int(self.cleaned_data["subject_"])

    def body(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "done": self.cleaned_data["done"]}


class ContactForm(SayForm):
    what, page = "contact", "review-contact"
    whom = forms.ChoiceField(
        label=_("With whom"),
        choices=[
            ("family", _("her family")), ("advocate", _("the family’s advocate")), ("friend", _("a friend or colleague")),
            ("his_family", _("his family")), ("him", _("whoever caused the death")), ("other", _("somebody else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say with whom.")},
    )  # fmt: skip
    name = _line(_("Who"))
    on = _Day(_("When"), error_messages={"required": _("Say on which day.")})
    how = _line(_("How"), _("A visit, a letter through the advocate."))
    said = _words(_("What was said, asked or given"), required=_("Say what was said, asked or given."))


class PseudonymForm(SayForm):
    what, page = "pseudonym", "review-people"
    person = forms.CharField(widget=forms.HiddenInput, max_length=30)
    name = _line(_("Called outside the review"), required=_("Give a name."))


class LiftForm(SayForm):
    what, page = "hold_lifted", "review"
    subject_ = forms.IntegerField(widget=forms.HiddenInput)
    reason = _words(_("Why it is lifted"), rows=2, required=_("Say why the records need be held no longer."))

    def subject(self) -> int | None:
        return int(self.cleaned_data["subject_"])

    def body(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class StepForm(SayForm):
    what, page = "step", "review-leaving"
    step = forms.ChoiceField(label=_("What was done"), widget=forms.RadioSelect, error_messages={"required": _("Say what was done.")})
    on = _Day(_("On"), required=False)
    note = _words(_("How, or by whose hand"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(name, each.title) for name, each in standard().steps.items()]


class AgreeForm(SayForm):
    """Of a document that was made: `agrees` is yes or no."""

    what, page = "agreed", "review-leaving"
    subject_ = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.ChoiceField(choices=[("yes", ""), ("no", "")], error_messages={"required": _("Say whether it may leave.")})

    def subject(self) -> int | None:
        return int(self.cleaned_data["subject_"])

    def body(self) -> dict[str, Any]:
        return {"agrees": self.cleaned_data["agrees"] == "yes"}


FORMS = {
    form.what: form
    for form in (
        ScopeForm, VerdictForm, SameForm, AskForm, AnalysisForm, LessonForm, RecommendationForm, ProgressForm, ContactForm, PseudonymForm,
        StepForm, LiftForm, AgreeForm,
    )
}  # fmt: skip
