from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    staff_id = forms.CharField(
        label=_("Staff number"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": _("Enter your staff number.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )
