"""What is wrong with a field is said in our words wherever a form is."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms

import safehold.web


class Odd(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=365)
    short = forms.CharField(max_length=3, required=False)
    chosen = forms.ChoiceField(choices=[("a", "A")], required=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Fill this in."),
        ({"number": "366"}, "Enter 365 or less."),
        ({"number": "0"}, "Enter 1 or more."),
        ({"number": "many"}, "Enter a whole number, such as 12."),
        ({"number": "1", "short": "four"}, "Use 3 characters at most: there are 4."),
        ({"number": "1", "chosen": "b"}, "Choose one of those that are listed."),
    ],
)
def test_what_is_wrong_with_a_field_is_said_plainly(given, said):
    assert [str(each) for errors in Odd(given).errors.values() for each in errors] == [said]


def test_no_field_of_any_form_of_ours_speaks_in_the_words_of_its_framework():
    for module in walk_packages(safehold.web.__path__, "safehold.web."):
        import_module(module.name)

    def fields(of):
        for form in of.__subclasses__():
            if form.__module__.startswith("safehold."):
                yield from form.base_fields.items()
            yield from fields(form)

    for name, field in fields(forms.Form):
        said = [*map(str, field.error_messages.values()), *(str(each.message) for each in field.validators if hasattr(each, "message"))]
        assert not [each for each in said if re.search(r"Ensure|This field is required|Select a valid choice", each)], name
