"""The few things that somebody says of a record whose time has come."""

import time
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safehold.chronology.times import BadTime, read_when


class FindForm(forms.Form):
    """Sent in the body of a request, so that no address that is kept names anyone."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Enter a name, or how it begins.")})
    why = forms.CharField(
        label=_("Why you are looking"),
        max_length=300,
        error_messages={"required": _("Say why you are looking: it is logged with who you find.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="find", **kwargs)


class KeepForm(forms.Form):
    criteria = forms.MultipleChoiceField(
        label=_("Kept for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say which of the criteria it is kept for.")},
    )
    reason = forms.CharField(
        label=_("Why, in your words"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is kept.")},
    )

    def __init__(self, criteria: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="keep", **kwargs)
        self.fields["criteria"].choices = list(criteria.items())


class RemoveForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("On which ground"), widget=forms.RadioSelect, error_messages={"required": _("Say on which ground its content goes.")}
    )

    def __init__(self, grounds: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="remove", **kwargs)
        self.fields["ground"].choices = list(grounds.items())


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("What it is held for, and who asked"),
        max_length=500,
        error_messages={"required": _("Say what it is held for, and who asked for that.")},
    )
    until = forms.CharField(
        label=_("Until (a day, such as 2031-06-30)"), required=False, max_length=10, help_text=_("Empty: until somebody lifts it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="hold", **kwargs)

    def clean_until(self) -> str:
        until = str(self.cleaned_data["until"]).strip()
        try:
            past = bool(until) and read_when(until).latest < time.time_ns() // 1000
        except BadTime as error:
            raise ValidationError(_("Enter a day as year, month and day, such as 2031-06-30.")) from error
        if past:
            raise ValidationError(_("That day is past, so the hold would hold nothing. Give a day to come, or leave it empty."))
        return until


class LiftForm(forms.Form):
    reason = forms.CharField(label=_("Why it is lifted"), max_length=500, error_messages={"required": _("Say why the hold is lifted.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="lift", **kwargs)
