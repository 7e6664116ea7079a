"""What somebody writes who makes a safety plan with her, and keeps it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.practice.safeguarding.planning.capacity import MOST, TAKES
from safehold.practice.safeguarding.planning.copying import standard as copying

LONGEST = 5000
Choices = list[tuple[str, str]]


def typed(label: Any, hint: Any = "", *, rows: int = 3, required: bool = False, missing: Any = "") -> forms.CharField:
    errors = {"required": missing} if missing else {}
    widget = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput()
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, required=required, widget=widget, error_messages=errors)


def day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, required=False, widget=forms.DateInput({"type": "date"}))


def yes_no(label: Any, missing: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, required=required,
        error_messages={"required": missing},
    )  # fmt: skip


class PlanForm(forms.Form):
    """What she wants stands first, in her words."""

    wishes = typed(
        _("What she wants"), _("Ask her. Where she could not be asked, say so and why."), required=True,
        missing=_("Begin with what she wants."),
    )  # fmt: skip
    words = typed(_("In her own words"), _("What she says of her danger, and of what has helped before"))
    summary = typed(_("The plan in a sentence"), _("Others read this first"), rows=2)


class ActionForm(forms.Form):
    what = typed(_("What will be done"), rows=2, required=True, missing=_("Say what will be done."))
    person = forms.ChoiceField(label=_("For whom"), required=False)
    owner_agency = forms.ChoiceField(
        label=_("Which agency does it"), error_messages={"required": _("Say which agency does it: what nobody owns does not happen.")}
    )
    owner = typed(_("Who there"), _("A name, or for a colleague their staff number"), rows=1)
    due = forms.DateField(
        label=_("By when"), widget=forms.DateInput({"type": "date"}), error_messages={"required": _("Say by which day it is done.")}
    )

    def __init__(self, *args: Any, people: Choices, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people
        self.fields["owner_agency"].choices = [("", ""), *agencies]


class DoneForm(forms.Form):
    became = forms.ChoiceField(
        label=_("What became of it"), choices=[("done", _("It is done")), ("cancelled", _("It is no longer needed"))],
        widget=forms.RadioSelect, error_messages={"required": _("Say what became of it.")},
    )  # fmt: skip
    words = typed(
        _("How it is known to be done, or why it is no longer needed"), _("Who saw it, and when. A review reads this."),
        required=True, missing=_("Say how it is known to be done, or why it is no longer needed."),
    )  # fmt: skip


class ReviewForm(forms.Form):
    because = typed(_("What had changed"), rows=2, required=True, missing=_("Say what had changed, or why you looked at it again."))
    unchanged = yes_no(_("Does the plan stay as it is?"), _("Say whether the plan stays as it is."))
    words = typed(_("What she says of it"), _("Where you spoke with her"))


class EscortForm(forms.Form):
    granted = yes_no(_("Do police go with her?"), _("Say whether police go with her."))
    stay = yes_no(_("Does the unit stay with her until she is safe?"), "", required=False)
    reason = typed(_("Why"), _("Needed where the answer is no"), rows=2)
    alternative = typed(_("What is done instead, so that she travels safely"), _("Needed where the answer is no"), rows=2)


class MoveForm(forms.Form):
    """Where to is not asked for; who may see it may write it, and it stands apart."""

    to = forms.ChoiceField(
        label=_("Where to"),
        choices=[("refuge", _("A refuge")), ("family", _("Family")), ("new_address", _("A new home")), ("other_area", _("Another area"))],
        widget=forms.RadioSelect, error_messages={"required": _("Say what kind of place.")},
    )  # fmt: skip
    on = day(_("On which day, if known"))
    how = typed(_("How she travels"), _("Kept in confidence"), rows=2)
    destination = typed(
        _("The address, if it must be written down"), _("Kept in confidence, apart from all else. The plan does not need it."), rows=2
    )
    items = forms.MultipleChoiceField(label=_("What has to be done for it"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, items: Choices, confidential: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = items
        if not confidential:
            del self.fields["destination"], self.fields["how"]


class CopyForm(forms.Form):
    """Asked before anything is printed."""

    kept = forms.ChoiceField(
        label=_("Ask her: where will it be kept?"),
        choices=[
            ("with_her", _("With her, where he never looks")),
            ("with_somebody_she_trusts", _("With somebody whom she trusts and he does not know of")),
            ("with_her_advocate", _("With her advocate")),
            ("he_could_find_it", _("He could find it, or she is not sure")),
            ("told_and_not_written", _("She wants nothing in writing")),
        ],
        widget=forms.RadioSelect, error_messages={"required": _("Ask her where it will be kept before anything is printed.")},
    )  # fmt: skip
    agencies_named = yes_no(_("May agencies be named on it?"), _("Ask her whether agencies may be named."))
    title = forms.ChoiceField(label=_("What it is called"), widget=forms.RadioSelect)
    lines = typed(
        _("What stands on it"),
        _("One a line, in words that tell nothing to whoever finds it, and no hour at which he must not find her. Change them with her."),
        rows=10,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].choices = [(each, each) for each in copying().titles]
        self.fields["title"].initial = copying().titles[0]


class PlacesForm(forms.Form):
    free = forms.IntegerField(
        label=_("How many are free now"), min_value=0, max_value=MOST, widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"required": _("Say how many are free now.")},
    )  # fmt: skip
    takes = forms.MultipleChoiceField(
        label=_("With room for"), required=False, choices=list(TAKES.items()), widget=forms.CheckboxSelectMultiple
    )


def in_days(today: date, days: int) -> str:
    return date.fromordinal(today.toordinal() + days).isoformat()
