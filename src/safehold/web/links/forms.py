from django import forms
from django.utils.translation import gettext_lazy as _

JUDGEMENTS = [("linked", _("Same person")), ("not_linked", _("Not the same")), ("unsure", _("Cannot tell"))]


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Why"), max_length=500, strip=True, error_messages={"required": _("Say why: whoever looks at this later will read it.")}
    )


class JudgeForm(WhyForm):
    judgement = forms.ChoiceField(
        label=_("Are they one person?"),
        choices=JUDGEMENTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they are one person.")},
    )
    field_order = ("judgement", "why")
