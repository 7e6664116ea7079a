from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    """What is known of somebody. Sent in the body of a request, so that no address that is kept names anyone."""

    family_name = forms.CharField(label=_("Family name"), required=False, max_length=200)
    given_name = forms.CharField(label=_("Given name"), required=False, max_length=200)
    born = forms.CharField(label=_("Born, or age"), required=False, max_length=20)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)
    why = forms.CharField(
        label=_("Why you are looking"),
        max_length=300,
        error_messages={"required": _("Say why you are looking: it is logged with who you find.")},
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if not any(given.get(name) for name in ("family_name", "given_name", "phone")):
            self.add_error("family_name", _("Enter a family name, a given name or a phone number."))
