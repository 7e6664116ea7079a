"""What is asked of whoever supervises, reviews or changes a grade of risk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.web.assessing.words import GRADES

LONGEST = 5000
CHOICES = [(name, title) for name, (title, _means) in GRADES.items()]
WHO = (("victim", _("Hers")), ("suspect", _("His")), ("child", _("A child’s")))


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    said = {"required": _("Say why: whoever acts on it reads that first.")}
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=forms.Textarea({"rows": 3}), error_messages=said)


def _grade(label: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=CHOICES, required=required, widget=forms.RadioSelect, error_messages={"required": _("Choose a grade.")}
    )


class Supervise(forms.Form):
    agrees = forms.ChoiceField(
        label=_("Do you agree with the grade?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you agree.")},
    )
    grade = _grade(_("If not: how would you grade it?"), required=False)
    reason = _reason(_("What you looked at, and why"), required=False)


class Review(forms.Form):
    grade = _grade(_("Your grade"))
    reason = _reason(_("Why: what you looked at beyond the form"))


class Regrade(forms.Form):
    grade = _grade(_("New grade"))
    reason = _reason(_("What has changed, and how you know"))


class Again(forms.Form):
    unchanged = forms.ChoiceField(
        label=_("Is the risk unchanged?"),
        choices=(("yes", _("Yes, as it was")), ("no", _("No: it is to be assessed anew"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is unchanged.")},
    )
    reason = _reason(_("What you looked at, and what you found"))


class Suicide(forms.Form):
    person = forms.ChoiceField(
        label=_("Whose life is at risk?"),
        choices=WHO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whose life is at risk.")},
    )
    detail = _reason(_("What was said or seen"), required=False)
