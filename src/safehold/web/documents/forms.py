"""Who it goes to, where and why; and what somebody says of a request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safehold.chronology.times import BadTime, read_when
from safehold.documents.letters import blanks
from safehold.documents.rules import Rule, standard

CAME = _("Enter a day as year, month and day, such as 2026-06-30.")


def _day(text: str) -> str:
    text = text.strip()
    try:
        if text:
            read_when(text)
            timezone.datetime.fromisoformat(text)
    except (BadTime, ValueError) as error:
        raise ValidationError(CAME) from error
    return text[:10]


class ToForm(forms.Form):
    """Recipient, purpose and basis of a document of this kind."""

    name = forms.CharField(label=_("Name of the recipient"), max_length=120, error_messages={"required": _("Say to whom it goes.")})
    way = forms.ChoiceField(
        label=_("How it reaches them"), widget=forms.RadioSelect, error_messages={"required": _("Say how it reaches them.")}
    )
    address = forms.CharField(label=_("Address that it goes to"), required=False, max_length=200)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=10)
    verified = forms.CharField(
        label=_("Address last verified on"),
        required=False,
        max_length=10,
        help_text=_("A day, such as 2026-06-30, on which somebody made sure of it."),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    email = forms.CharField(label=_("Mail"), required=False, max_length=120)
    purpose = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect, error_messages={"required": _("Say what it is for.")})
    basis = forms.ChoiceField(
        label=_("On what lawful basis"), widget=forms.RadioSelect, error_messages={"required": _("Say on what basis.")}
    )
    child = forms.ChoiceField(label=_("Which child"), required=False)
    opening = forms.CharField(label=_("Text"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))
    reasons = forms.MultipleChoiceField(
        label=_("Reasons for which anything is held back"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, rule: Rule, kind: str, children: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaving = standard()
        self.kind, self.rule = kind, rule
        self.fields["way"].choices = list(leaving.ways.items())
        self.fields["purpose"].choices = [(each, leaving.purposes[each]) for each in leaving.kinds[kind].purposes]
        self.fields["basis"].choices = list(leaving.bases.items())
        if rule.of == "child":
            self.fields["child"].choices = children
            self.fields["child"].required = True
        else:
            del self.fields["child"]
        if kind == "letter":
            del self.fields["reasons"]
            self.fields["opening"].required = True
            self.fields["opening"].error_messages["required"] = _("Write the letter.")
        else:
            self.fields["reasons"].choices = list(leaving.withheld.items())

    def clean_verified(self) -> str:
        return _day(self.cleaned_data["verified"])

    def clean_opening(self) -> str:
        text = str(self.cleaned_data["opening"]).strip()
        if left := blanks(text):
            raise ValidationError(_("Fill in, or take out: %(what)s") % {"what": ", ".join(left)})
        return text

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("way") == "by_post" and not given.get("address"):
            self.add_error("address", _("Say where it goes."))
        return given


class AskForm(forms.Form):
    """A request that has come."""

    asks = forms.ChoiceField(label=_("Who asks"), widget=forms.RadioSelect, error_messages={"required": _("Say who asks.")})
    name = forms.CharField(label=_("Their name"), max_length=120, error_messages={"required": _("Say who asks, by name.")})
    behalf = forms.CharField(label=_("On whose behalf"), required=False, max_length=120, help_text=_("Empty: their own."))
    reach = forms.CharField(label=_("How they are reached"), required=False, max_length=200)
    received = forms.CharField(
        label=_("Came on"), max_length=10, help_text=_("A day, such as 2026-06-30."), error_messages={"required": CAME}
    )
    words = forms.CharField(label=_("What they ask for"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asks"].choices = [(each, rule.title) for each, rule in standard().recipients.items() if "answer" in rule.kinds]

    def clean_received(self) -> int:
        return read_when(_day(self.cleaned_data["received"])).earliest


class StepForm(forms.Form):
    what = forms.ChoiceField(label=_("What was done"), widget=forms.RadioSelect, error_messages={"required": _("Say what was done.")})
    note = forms.CharField(
        label=_("How, or why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say how, or why.")},
    )
    STEPS = {
        "identity_asked": _("They were asked for what shows who they are, without which it cannot be answered"),
        "identity": _("It was checked that they are who they say, and may ask"),
        "more_asked": _("They were asked what they mean; until they say, the clock stands"),
        "more_told": _("They said what they mean"),
        "extended": _("It needs longer: two more months, and they were told why"),
        "answered": _("It was answered"),
        "refused": _("It was refused, and they were told how to complain"),
        "withdrawn": _("They withdrew it"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(self.STEPS.items())


class FoundForm(forms.Form):
    """Why a request is about a case."""

    note = forms.CharField(max_length=1000, error_messages={"required": _("Say how you know that it is about this case.")})
