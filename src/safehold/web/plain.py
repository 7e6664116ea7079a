"""What is wrong with a field, in our words wherever a form is, in place of those that come with Django."""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


def speak_plainly() -> None:
    """Called once, as the site starts. A form that says more of a field of its own still does."""
    forms.Field.default_error_messages["required"] = _("Fill this in.")
    for field in (forms.ChoiceField, forms.MultipleChoiceField):
        field.default_error_messages["invalid_choice"] = _("Choose one of those that are listed.")
    forms.IntegerField.default_error_messages["invalid"] = _("Enter a whole number, such as 12.")
    forms.FloatField.default_error_messages["invalid"] = _("Enter a number, such as 12 or 0.5.")
    validators.MaxValueValidator.message = _("Enter %(limit_value)s or less.")
    validators.MinValueValidator.message = _("Enter %(limit_value)s or more.")
    validators.MaxLengthValidator.message = ngettext_lazy(
        "Use %(limit_value)d character at most: there are %(show_value)d.",
        "Use %(limit_value)d characters at most: there are %(show_value)d.",
        "limit_value",
    )
    validators.ProhibitNullCharactersValidator.message = _("It holds a character that cannot be kept: type it again.")
