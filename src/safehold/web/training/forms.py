from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safehold.web.uploads import LARGEST_LIST


class ManyForm(forms.Form):
    staff = forms.MultipleChoiceField(
        label=_("Who completed it"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Tick whoever completed it.")}
    )
    course = forms.CharField(label=_("Course"), max_length=200, error_messages={"required": _("Say which course it was.")})
    specialist_led = forms.ChoiceField(
        label=_("Led by a domestic abuse specialist"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect,
        error_messages={"required": _("Say whether a specialist led it: only such training counts.")},
    )  # fmt: skip
    on = forms.DateField(
        label=_("Day on which it was completed"),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": _("Say on which day.")},
    )

    def __init__(self, *args: Any, staff: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = list(staff)
        self.fields["on"].initial = timezone.localdate().isoformat()


class ListForm(forms.Form):
    table = forms.CharField(
        label=_("The list, as CSV"), max_length=LARGEST_LIST, strip=False, widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "The first line names the columns: staff_id,course,specialist_led,date. Then one line each,"
            " such as npol-fr-104,Domestic abuse matters,yes,2026-06-30"
        ),
        error_messages={"required": _("Paste the list, or choose a file.")},
    )  # fmt: skip
