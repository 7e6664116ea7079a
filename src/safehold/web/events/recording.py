"""A form for recording any kind of event, made from the catalogue: a few fields, and of these only those must be filled in without which
the kind would say nothing (chronology/least.yaml)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safehold.access.staff import role_of
from safehold.access.viewer import Viewer
from safehold.chronology.catalogue import CATALOGUE, Field
from safehold.chronology.least import lacking
from safehold.chronology.times import LONDON
from safehold.rulebook.ways import Way
from safehold.web import words
from safehold.web.events.words import standard

YN = (("yes", _("Yes")), ("no", _("No")), ("not_applicable", _("Does not apply")), ("unknown", _("Not known")))
LONG = frozenset(
    ("summary", "reason", "detail", "plan", "views", "rationale", "why", "what", "alternative", "evidence", "concern", "action", "awaiting")
)
# Made by a page of its own, or never typed.
UNTYPED = frozenset(("answers", "reasons", "event id", "mention", "agency and role"))
# Who decided, if nobody else is named: whoever records it.
OWN = frozenset(("decided_by", "reviewer", "by"))
MOST_NAMED = 6  # fields in one sentence
Agencies = Sequence[tuple[str, str]]


class RecordForm(forms.Form):
    """`cleaned()` gives what is to be recorded: data, when, note. Fields begin with "data-" so that none can clash."""

    kind: str

    def __init__(
        self, kind: str, *args: Any, by: Viewer, way: Way | None = None, agencies: Agencies = (), suspect: bool = True, **kwargs: Any
    ) -> None:
        """`suspect` says whether the case has one."""
        super().__init__(*args, **kwargs)
        self.kind, self.by, self._suspect = kind, by, suspect
        self.fixed: dict[str, Any] = {}
        allowed = way.allowed if way else {}
        wanted = set(way.wanted) if way else set()
        hidden = set(standard().of(kind).hide) - wanted
        for name, field in CATALOGUE.kinds[kind].fields.items():
            values = allowed.get(name, ())
            if len(values) == 1:
                self.fixed[name] = values[0]
            elif field.shape not in UNTYPED and name not in hidden:
                self.fields[f"data-{name}"] = _field(kind, field, values, list(agencies), name in wanted)
        now = datetime.now(LONDON)
        self.fields["day"] = forms.DateField(
            label=_("Day"), required=False, initial=now.date().isoformat(), widget=forms.DateInput({"type": "date"})
        )
        self.fields["time"] = forms.TimeField(
            label=_("Time, if known"),
            required=False,
            initial=f"{now:%H:%M}",
            widget=forms.TimeInput({"type": "time"}),
        )
        self.fields["note"] = forms.CharField(
            label=_("Note"), help_text=_("Only your own agency reads it"), required=False, widget=forms.Textarea({"rows": 2})
        )

    @property
    def title(self) -> str:
        return standard().done(self.kind)

    @property
    def hint(self) -> str:
        return standard().of(self.kind).hint

    @property
    def said(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("data-")]

    def clean(self) -> dict[str, Any]:
        """What the kind says nothing without is asked for at its field, unless that says already what is wrong with it."""
        if self._is_to_come():
            self.add_error(
                "day", _("That is still to come. Record it once it has happened; for what is planned there are fields of their own.")
            )
        found = lacking(self.kind, self._data(), note=self.cleaned_data.get("note", ""), suspect=self._suspect)
        if found.suspect:
            self.add_error(None, _("No suspect is on record in this case, and this is only recorded of one."))
        for name in found.each:
            said = _("“%(field)s” is not filled in, and without it this says nothing.")
            self._ask(name, said % {"field": words.sentence(standard().label(self.kind, name))})
        shown = [name for name in found.one_of if f"data-{name}" in self.fields]
        if shown and not any(f"data-{name}" in self.errors for name in shown):
            self._ask(shown[0], _nothing(self.kind, shown, "note" in found.one_of))
        return self.cleaned_data

    def _ask(self, name: str, said: str) -> None:
        if f"data-{name}" in self.fields and f"data-{name}" not in self.errors:
            self.add_error(f"data-{name}", said)

    def cleaned(self) -> dict[str, Any]:
        return {"data": self._data(), "occurred_at": self._when(), "note": self.cleaned_data["note"]}

    def _data(self) -> dict[str, Any]:
        data = dict(self.fixed)
        for name, field in CATALOGUE.kinds[self.kind].fields.items():
            value = _read(field, self.cleaned_data.get(f"data-{name}"), self.by) if f"data-{name}" in self.fields else None
            if value not in (None, "", []):
                data[name] = value
        return data

    def _is_to_come(self) -> bool:
        day, time, now = self.cleaned_data.get("day"), self.cleaned_data.get("time"), datetime.now(LONDON)
        if day is None:
            return False
        return bool(day > now.date() if time is None else datetime.combine(day, time, LONDON) >= now + timedelta(minutes=1))

    def _when(self) -> str:
        """As exactly as it was said; nothing for now. A time of this minute is now, so that nothing is recorded before it happened."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        if day is None:
            return ""
        if time is None:
            return str(day.isoformat())
        given = datetime.combine(day, time, LONDON)
        now = datetime.now(LONDON)
        return "" if abs((now - given).total_seconds()) < 60 else given.isoformat()


def _nothing(kind: str, names: Sequence[str], or_note: bool) -> str:
    if len(names) > MOST_NAMED:
        return str(_("Nothing is filled in. Say at least one thing that was found, or write a note."))
    fields = str(_(" or ")).join(f"“{words.sentence(standard().label(kind, name))}”" for name in names)
    said = (
        _("Fill in %(fields)s, or write a note: else this says nothing.") if or_note else _("Fill in %(fields)s: else this says nothing.")
    )
    return str(said % {"fields": fields})


def _field(kind: str, field: Field, values: tuple[Any, ...], agencies: Agencies, wanted: bool) -> forms.Field:
    given: dict[str, Any] = {"label": words.sentence(standard().label(kind, field.name)), "required": False}
    if wanted:
        given["help_text"] = _("The duty is not met without it")
    if field.shape == "staff":
        given["help_text"] = _("Staff number; leave empty if it was you") if field.name in OWN else _("Staff number")
    if field.name in ("owner_agency", "with", "from") and field.shape == "slug" or (field.shape == "slug" and field.name == "to"):
        return forms.ChoiceField(choices=[("", ""), *agencies], **given)
    if field.shape in ("choice", "list") and (values or field.choices):
        choices = [(str(value), words.sentence(standard().value(value))) for value in values or field.choices]
        if field.shape == "list":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **given)
        if len(choices) > 6:
            return forms.ChoiceField(choices=[("", ""), *choices], **given)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
    return _SIMPLE.get(field.shape, _text)(field, given)


def _text(field: Field, given: dict[str, Any]) -> forms.Field:
    long = field.name in LONG
    return forms.CharField(max_length=5000, widget=forms.Textarea({"rows": 3}) if long else forms.TextInput(), **given)


def _lines(_field: Field, given: dict[str, Any]) -> forms.Field:
    given.setdefault("help_text", _("One a line"))
    return forms.CharField(widget=forms.Textarea({"rows": 3}), **given)


def _bool(_field: Field, given: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **given)


_SIMPLE: dict[str, Callable[[Field, dict[str, Any]], forms.Field]] = {
    "bool": _bool,
    "yn": lambda _field, given: forms.ChoiceField(choices=YN, widget=forms.RadioSelect, **given),
    "int": lambda _field, given: forms.IntegerField(widget=forms.NumberInput({"inputmode": "numeric"}), **given),
    "number": lambda _field, given: forms.FloatField(widget=forms.NumberInput({"step": "any"}), **given),
    "date": lambda _field, given: forms.DateField(widget=forms.DateInput({"type": "date"}), **given),
    "time": lambda _field, given: forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local"}), **given),
    "list": _lines,
}


def _read(field: Field, value: Any, by: Viewer) -> Any:
    if field.shape == "staff" and not value and field.name in OWN:
        return by.actor
    if value in (None, "", []):
        return None
    if field.shape == "staff":
        return {"id": value, **({"role": role} if (role := role_of(value, by.agency)) else {})}
    if field.shape == "bool":
        return value == "yes"
    if field.shape == "date":
        return value.isoformat()
    if field.shape == "time":
        return value.astimezone(LONDON).isoformat()
    if field.shape == "list" and isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value
