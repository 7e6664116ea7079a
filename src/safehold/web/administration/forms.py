from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.access.roles import standard
from safehold.access.signing_in.services import LONGEST, scopes
from safehold.web import words


def _roles() -> list[tuple[str, str]]:
    return [("", ""), *sorted(((name, words.sentence(role.title)) for name, role in standard().roles.items()), key=lambda pair: pair[1])]


class Add(forms.Form):
    staff_id = forms.RegexField(
        r"^[\w./-]+\Z",
        label=_("Staff number"),
        max_length=40,
        help_text=_("As your own systems give it: events name them by it."),
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Enter a staff number."), "invalid": _("Enter a number of letters, digits, dots, hyphens.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As pages show it. Somebody who works for another agency here already keeps theirs."),
        error_messages={"required": _("Enter their name.")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=_roles, error_messages={"required": _("Choose a role.")})


class Post(forms.Form):
    role = forms.ChoiceField(label=_("Another role"), choices=_roles, error_messages={"required": _("Choose a role.")})


class Anew(forms.Form):
    why = forms.CharField(
        label=_("Why, and how you know that it is they who ask"),
        max_length=500,
        help_text=_("For example “lost her phone; she came to my desk with her warrant card”. The second person reads this."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why, and how you know that it is they who ask.")},
    )


class Leaves(forms.Form):
    to = forms.TypedChoiceField(label=_("Who takes over their work"), coerce=int, empty_value=None, required=False)
    why = forms.CharField(label=_("Anything that whoever takes over should read"), max_length=500, required=False)

    def __init__(self, *args: Any, takers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", ""), *takers]


class Service(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, as in control-room."),
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Enter a name.")},
    )
    is_for = forms.CharField(
        label=_("Which system it is, and what for"), max_length=200, error_messages={"required": _("Say which system it is, and what for.")}
    )


class Token(forms.Form):
    scopes = forms.MultipleChoiceField(
        label=_("What it may do, for this agency and nobody else"),
        choices=lambda: list(scopes().items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it may do.")},
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=LONGEST.days,
        initial=90,
        error_messages={"required": _("Enter for how many days it holds.")},
    )
