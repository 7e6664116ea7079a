"""What is asked of whoever draws a sample, and of whoever audits a case of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.practice.reviews.dipping.actions import MOST
from safehold.practice.reviews.dipping.draw import Rule
from safehold.practice.reviews.dipping.frame import ANY
from safehold.practice.reviews.dipping.questions import Question

Choices = Sequence[tuple[str, str]]
# No day of a record that anybody would audit lies before it.
FIRST = date(1990, 1, 1)
ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("cannot-tell", _("Cannot be told")), ("not-applicable", _("Does not apply")))
LONGEST = 2000


def _day(label: Any, why: Any) -> forms.DateField:
    said = {"required": why, "invalid": _("Enter a day as year, month and day, such as 2026-06-30.")}
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), error_messages=said
    )


class DrawForm(forms.Form):
    since = _day(_("Recorded from"), _("Say from which day."))
    until = _day(_("Until"), _("Say until which day."))
    duty = forms.ChoiceField(label=_("With a duty not done, or done late"), required=False)
    outcome = forms.ChoiceField(label=_("With this outcome of a crime"), required=False)
    team = forms.ChoiceField(label=_("In which this team recorded"), required=False)
    wanted = forms.IntegerField(
        label=_("How many cases"),
        help_text=_("Each is audited by two people."),
        min_value=1,
        max_value=MOST,
        error_messages={
            name: _("Enter a number from 1 to %(most)d.") % {"most": MOST} for name in ("required", "invalid", "min_value", "max_value")
        },
    )

    def __init__(self, *args: Any, duties: Choices, outcomes: Choices, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = [("", _("Whatever was done")), (ANY, _("Any duty")), *duties]
        self.fields["outcome"].choices = [("", _("Whatever came of it")), *outcomes]
        self.fields["team"].choices = [("", _("Any team")), *teams]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and since < FIRST:
            self.add_error("since", _("Enter a day from 1990 on."))
        elif since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        elif until and until.year > date.max.year - 1:
            self.add_error("until", _("Enter an earlier day."))
        return given

    def rule(self) -> Rule:
        given = self.cleaned_data
        return Rule(given["since"].isoformat(), given["until"].isoformat(), given["duty"], given["outcome"], given["team"])


class AuditForm(forms.Form):
    """A choice for each question, and where it was seen."""

    def __init__(self, *args: Any, questions: Mapping[str, Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = list(questions)
        for key, question in questions.items():
            self.fields[key] = forms.ChoiceField(
                label=question.asks,
                help_text=question.look,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer: %(asks)s") % {"asks": question.asks}},
            )
            self.fields[f"{key}.words"] = forms.CharField(
                label=_("What you saw, and where"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2})
            )

    @property
    def asked(self) -> list[tuple[Any, Any]]:
        return [(self[key], self[f"{key}.words"]) for key in self._keys]

    def answers(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self._keys}

    def words(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"{key}.words"] for key in self._keys}
