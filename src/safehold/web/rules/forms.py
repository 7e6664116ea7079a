"""What somebody says who proposes a change of a rule, or answers one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _why(label: Any, required: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea({"rows": 3}), error_messages={"required": required})


class ProposeForm(forms.Form):
    text = forms.CharField(
        label=_("The rule"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false"}),
        error_messages={"required": _("Write the rule.")},
    )
    why = _why(_("Why it should change"), _("Say why the rule should change."))


class EndForm(forms.Form):
    last = forms.DateField(
        label=_("The last day on which it applies"),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": _("Choose the last day."), "invalid": _("Enter the last day as a date.")},
    )
    why = _why(_("Why it should end"), _("Say why the rule should end."))


class AnswerForm(forms.Form):
    why = _why(_("Why"), _("Say why: whoever reads the rule later will ask."))
