from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.practice.investigation.file import Part


class FileForm(forms.Form):
    included = forms.MultipleChoiceField(label=_("What goes with it"), required=False, widget=forms.CheckboxSelectMultiple)
    left_out_because = forms.CharField(
        label=_("Why the history is left out, if it is"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2})
    )
    note = forms.CharField(
        label=_("Note"), help_text=_("Only your own agency reads it"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, parts: Iterable[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parts = {part.name: part for part in parts if part.count}
        self.fields["included"].choices = [(part.name, part.says) for part in self._parts.values()]
        self.fields["included"].initial = list(self._parts)

    def data_to_record(self) -> dict[str, Any]:
        chosen = self.cleaned_data["included"]
        history = {name for name, part in self._parts.items() if part.history}
        data: dict[str, Any] = {
            "included": [self._parts[name].says for name in chosen],
            "history_included": history <= set(chosen),
        }
        if self.cleaned_data["left_out_because"].strip():
            data["left_out_because"] = self.cleaned_data["left_out_because"].strip()
        return data
