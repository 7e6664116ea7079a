from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 500


def _reason(label: Any, required: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, help_text=hint, error_messages={"required": required})


class RestrictForm(forms.Form):
    """`find` looks for staff by a part of their name; whoever is ticked among those found is named beside whoever is typed."""

    find = forms.CharField(label=_("Find staff by name or number"), max_length=60, required=False)
    ticked = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    to = forms.CharField(
        required=False,
        label=_("Who alone may see it, and handles it"),
        help_text=_("Staff numbers, one a line: of another unit than theirs. Name yourself if you are to see it."),
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        max_length=2000,
    )
    reason = _reason(_("Why"), _("Say why: it is kept with the restriction."), _("Name nobody."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever is sent is looked up when it is recorded; the list shown is what a search found, and bounds nobody.
        sent = self.data.getlist("ticked") if self.is_bound else []
        self.fields["ticked"].choices = [(each, each) for each in sent]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        named = {*found.get("ticked", ()), *found.get("to", "").replace(",", " ").split()}
        if not named:
            self.add_error("to", _("Name somebody: tick them, or enter a staff number."))
        return {"to": sorted(named), "reason": found.get("reason", "")}


class NotifyForm(forms.Form):
    note = _reason(_("Who was told, and how"), _("Say who was told, and how."))


class DoneForm(forms.Form):
    why = _reason(_("What was done"), _("Say what was done."))


class TheirsForm(forms.Form):
    person = forms.IntegerField(widget=forms.HiddenInput)
    staff_id = forms.CharField(widget=forms.HiddenInput, max_length=40)
    theirs = forms.ChoiceField(choices=[("yes", _("It is they")), ("no", _("It is somebody else"))], widget=forms.RadioSelect)
    why = _reason(_("How you know"), _("Say how you know."))


class PersonForm(forms.Form):
    """A member of staff as a person."""

    staff_id = forms.RegexField(
        r"^[\w./-]{1,40}\Z",
        label=_("Staff number"),
        error_messages={"required": _("Enter a staff number."), "invalid": _("Enter a number of letters, digits, dots, hyphens.")},
    )
    given_name = forms.CharField(label=_("Given names"), max_length=120, error_messages={"required": _("Enter their given names.")})
    family_name = forms.CharField(label=_("Family name"), max_length=120, error_messages={"required": _("Enter their family name.")})
    previous_names = forms.CharField(
        label=_("Other and previous names"), max_length=LONGEST, required=False, help_text=_("Whole, parted by semicolons.")
    )
    date_of_birth = forms.DateField(label=_("Date of birth"), required=False, widget=forms.DateInput({"type": "date"}))
    address = forms.CharField(label=_("Home address"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    phone = forms.CharField(label=_("Phones"), max_length=200, required=False, help_text=_("Parted by semicolons."))
    email = forms.CharField(label=_("Own email address"), max_length=200, required=False)


class PlaceForm(forms.Form):
    unit = forms.CharField(label=_("Unit"), max_length=120, required=False)
    supervisor = forms.CharField(label=_("Supervisor’s number"), max_length=40, required=False)


class ConflictForm(forms.Form):
    case = forms.CharField(
        label=_("Number of the case"), max_length=60, required=False, help_text=_("As it stands at the end of the case’s address.")
    )
    person = forms.IntegerField(
        label=_("Or number of the person, for all their cases"), required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )
    why = _reason(
        _("What the conflict is, in a line"),
        _("Say what the conflict is."),
        _("“I know her.” is enough. Professional standards read it, and nobody else."),
    )

    def __init__(self, *args: Any, others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            self.fields["staff_id"] = forms.CharField(
                label=_("Whose, if not yours"), max_length=40, required=False, help_text=_("Staff number")
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if bool(found.get("case")) == bool(found.get("person")):
            raise forms.ValidationError(_("Enter the number of a case, or that of a person."))
        return found
