import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

from safehold.access.looking import measures
from safehold.access.roles import standard
from safehold.access.viewer import Viewer

LONGEST = 500
LEAST_LETTERS = 2


def _reason(label: Any, required: Any, hint: Any = "") -> forms.CharField:
    """A full stop is no reason: whoever reads it later must find words."""
    in_words = RegexValidator(rf"(?:[^\W\d_].*){{{LEAST_LETTERS}}}", required, flags=re.DOTALL)
    return forms.CharField(label=label, max_length=LONGEST, help_text=hint, error_messages={"required": required}, validators=[in_words])


class PurposeForm(forms.Form):
    """What a case or a person is opened for: the purposes of the viewer's role first."""

    purpose = forms.ChoiceField(label=gettext_lazy("What for"), error_messages={"required": gettext_lazy("Choose what you open this for.")})
    why = _reason(gettext_lazy("Why, in a line"), gettext_lazy("Say why in a few words: whoever answers for looks reads it."))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit, others = measures.standard().purposes(viewer.role)
        named = standard().purposes
        self.fields["purpose"].choices = [("", ""), *((name, named[name]) for name in [*fit, *others])]


class GlassForm(forms.Form):
    why = _reason(
        gettext_lazy("What is the danger, and why can it not wait for whoever keeps it?"),
        gettext_lazy("Say what the danger is: whoever reviews this reads it."),
    )


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Was it right?"),
        choices=[
            ("accepted", gettext_lazy("Accepted: a life was at risk, and it could not wait")),
            ("not_accepted", gettext_lazy("Not accepted: it goes to professional standards")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it was right.")},
    )
    why = _reason(gettext_lazy("Why"), gettext_lazy("Say why: both answers are kept with their reason."))


class DaysForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))


class OutcomeForm(forms.Form):
    """What came of looks that were out of the ordinary."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=[
            ("explained", gettext_lazy("Explained: it was their work, or chance")),
            ("spoken_to", gettext_lazy("They were spoken to")),
            ("investigated", gettext_lazy("It is being investigated")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what came of it.")},
    )
    why = _reason(gettext_lazy("How you know"), gettext_lazy("Say how you know: it is kept with the looks."))
