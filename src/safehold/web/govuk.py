"""The GOV.UK components, from their Jinja macros, and the fields of Django's forms shown by them."""

import re
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup


@lru_cache(maxsize=1)
def _macros() -> Environment:
    """Their macros ask for parameters that may be absent, so they have an environment that lets them; ours stays strict."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, undefined=ChainableUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@lru_cache(maxsize=64)
def _macro(name: str) -> Any:
    folder = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    module = _macros().get_template(f"govuk_frontend_jinja/components/{folder}/macro.html").module
    return getattr(module, f"govuk{name}")


def component(name: str, /, **parameters: Any) -> Markup:
    """A component by its name and its documented parameters: govuk("Button", text="Save")."""
    return _macro(name)(parameters)


def field(bound: BoundField, **parameters: Any) -> Markup:
    """A form's field as the component that fits its widget. What the component takes may be given or changed by name."""
    widget = bound.field.widget
    shown: dict[str, Any] = {
        "id": bound.id_for_label,
        "name": bound.html_name,
        "hint": {"text": str(bound.help_text)} if bound.help_text else None,
        "errorMessage": {"text": " ".join(bound.errors)} if bound.errors else None,
        "attributes": {key: str(value) for key, value in widget.attrs.items() if value is not True},
    }
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": str(bound.label), "checked": bool(bound.value()), "id": bound.id_for_label}
        return component("Checkboxes", **_with(shown | {"idPrefix": bound.id_for_label, "items": [item]}, parameters))
    if isinstance(widget, forms.RadioSelect):
        kind = "Checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "Radios"
        shown |= {"idPrefix": bound.auto_id, "items": _items(bound, "checked"), "fieldset": {"legend": {"text": str(bound.label)}}}
        return component(kind, **_with(shown, parameters))
    shown["label"] = {"text": str(bound.label)}
    if isinstance(widget, forms.Select):
        return component("Select", **_with(shown | {"items": _items(bound, "selected")}, parameters))
    shown["value"] = "" if bound.value() is None else str(bound.value())
    if isinstance(widget, forms.Textarea):
        shown["rows"] = shown["attributes"].pop("rows", None)
        return component("Textarea", **_with(shown, parameters))
    if isinstance(widget, forms.PasswordInput):
        return component("Input", **_with(shown | {"type": "password", "value": ""}, parameters))
    return component("Input", **_with(shown | {"type": widget.input_type}, parameters))


def _with(shown: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    merged = shown | parameters
    merged["attributes"] = shown["attributes"] | parameters.get("attributes", {})
    return {key: value for key, value in merged.items() if value is not None}


def _items(bound: BoundField, chosen: str) -> list[dict[str, Any]]:
    given = bound.value()
    values = {str(value) for value in given} if isinstance(given, (list, tuple, set)) else {str(given)}
    return [{"value": str(value), "text": str(text), chosen: str(value) in values} for value, text in bound.field.choices]
