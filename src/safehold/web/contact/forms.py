"""What somebody says of how she may be reached, of each attempt, and what is written to her."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safehold.chronology.times import LONDON
from safehold.documents.rules import standard as leaving
from safehold.practice.safeguarding.contact.means import DAYS, METHODS
from safehold.practice.safeguarding.contact.templates import Template
from safehold.web.contact.named import DAY_NAMES, METHOD_NAMES
from safehold.web.plans.forms import Choices, typed, yes_no

_WORDS = re.compile(r"[^\w']+")


def telling(said: str) -> str:
    """The first word that tells what this is about, of those that stand on no envelope either."""
    plain = f" {_WORDS.sub(' ', said.replace('’', chr(39)).casefold())} "
    return next((word for word in leaving().telling if f" {word} " in plain), "")


JUST_NOW = 60  # seconds: what is recorded within them is of now
METHOD_CHOICES = [(name, METHOD_NAMES[name]) for name in METHODS]


class SafeForm(forms.Form):
    """All of it anew: what is not ticked is not safe."""

    methods = forms.MultipleChoiceField(
        label=_("By what she may be reached"), help_text=_("What is not ticked is not used."), choices=METHOD_CHOICES,
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    phone = typed(_("Number"), rows=1)
    email = typed(_("E-mail address that he cannot read"), rows=1)
    post_to = typed(_("Where a letter is safe"), _("One line of the address a line"), rows=3)
    days = forms.MultipleChoiceField(
        label=_("On which days"), help_text=_("None ticked: any day"), required=False, choices=[(day, DAY_NAMES[day]) for day in DAYS],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput({"type": "time"}))
    until_time = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput({"type": "time"}))
    times = typed(
        _("What else of when"), _("Such as: only when the children are at school. A message is then never sent by itself."), rows=1
    )
    who_may_answer = typed(_("Who else may answer, and what they know"), rows=1)
    codeword = typed(_("Codeword"), _("What she says when she cannot speak, and what you say to show that it is you"), rows=1)
    never = typed(_("How never"), _("Such as: no voicemail, no letter"), rows=2)
    more_than_neutral = forms.BooleanField(
        label=_("She agrees that messages say what they are about"),
        help_text=_("Otherwise they say nothing to whoever reads them."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(name) for name in ("methods", "never", "who_may_answer", "times", "codeword")):
            raise ValidationError({"methods": _("Say by what she may be reached, or how never.")})
        return given

    def data_of(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        for name in ("from_time", "until_time"):
            given[name] = given[name].strftime("%H:%M") if isinstance(given[name], time) else ""
        return {**given, "verified_on": timezone.localdate().isoformat(), "more_than_neutral": given["more_than_neutral"] or None}


class BeforeForm(forms.Form):
    method = forms.ChoiceField(label=_("How will you reach her?"), choices=METHOD_CHOICES, widget=forms.RadioSelect)


class TriedForm(forms.Form):
    """What happened; by what means is known already."""

    method = forms.ChoiceField(choices=METHOD_CHOICES, widget=forms.HiddenInput)
    reached = yes_no(_("Did you reach her?"), _("Say whether you reached her."))
    answered_by = typed(_("Who answered, if it was somebody else"), _("Say nothing to them of why you ring"), rows=1)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))
    time = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}))
    about = forms.ChoiceField(label=_("What it answers"), required=False)
    note = typed(_("Note"), _("Only your own agency reads it"), rows=2)

    def __init__(self, *args: Any, about: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = datetime.now(LONDON)
        self.fields["day"].initial, self.fields["time"].initial = now.date().isoformat(), f"{now:%H:%M}"
        self.fields["about"].choices = [*about, ("", _("All that is open and answered by reaching her"))]
        if not about:
            del self.fields["about"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        day, at = given.get("day"), given.get("time")
        if not self.errors and (day is None) != (at is None):
            raise ValidationError({"time" if at is None else "day": _("Say the day and about what time, or neither if it was just now.")})
        when = datetime.combine(day, at, LONDON) if day and at else None
        if when is not None and when >= datetime.now(LONDON) + timedelta(minutes=1):
            raise ValidationError({"day": _("That is still to come. Record it once it has happened.")})
        given["at"] = when if when is not None and abs((datetime.now(LONDON) - when).total_seconds()) >= JUST_NOW else None
        return given


class WriteForm(forms.Form):
    """Fields for what the template leaves open."""

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._neutral = template.neutral
        for name in template.blanks:
            self.fields[name] = forms.CharField(
                label=BLANKS.get(name, name), max_length=60, error_messages={"required": _("Fill in every field.")}
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name, said in list(given.items()) if self._neutral else ():
            told = telling(said)
            if told:
                self.add_error(name, _("Leave out “%(word)s”: whoever reads this message may be him.") % {"word": told})
        return given


BLANKS = {
    "name": _("What she is called in it"), "who": _("Who signs"), "number": _("Number to ring"), "day": _("Day"), "time": _("Time"),
}  # fmt: skip
