"""Numbers and lists that have no national value: each has a default, a date and a source, and an area may set its own."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import cast, get_args

import msgspec

from safehold.chronology.times import BadTime, read_when
from safehold.rulebook.calendar import Calendar
from safehold.rulebook.model import Confidence
from safehold.rulebook.reading import Reader, read_yaml

_FIELDS = ("value", "means", "source", "confidence", "from", "areas")

Value = int | float | str | tuple[str, ...]


class Setting(msgspec.Struct, frozen=True):
    """A number of an area, with what it means and where it comes from. `since` is the day from which it is held."""

    name: str
    value: Value
    default: Value
    means: str
    source: str
    confidence: Confidence
    since: str


def load_settings(directory: Path | None = None, *, area: str = "", own: Mapping[str, Value] | None = None) -> dict[str, Value]:
    """The value of every setting for an area. Raises BadRules."""
    return {name: each.value for name, each in read_settings(directory, area=area, own=own).items()}


def read_settings(directory: Path | None = None, *, area: str = "", own: Mapping[str, Value] | None = None) -> dict[str, Setting]:
    """Every setting for an area: its own value where the file or `own` gives one, the default otherwise. Raises BadRules."""
    path = resources.files("safehold.rulebook").joinpath("settings.yaml") if directory is None else directory / "settings.yaml"
    top = read_yaml(path.read_bytes().decode("utf-8", "surrogateescape"), "settings.yaml").fields(("settings",), ("settings",))
    found: dict[str, Setting] = {}
    for name, entry in top["settings"].entries().items():
        fields = entry.fields(_FIELDS, ("value", "means", "source", "confidence", "from"))
        sure = cast(Confidence, fields["confidence"].choice(get_args(Confidence)))
        try:
            read_when(fields["from"].text())
        except BadTime as error:
            raise fields["from"].bad(str(error)) from error
        areas = fields["areas"].entries() if "areas" in fields else {}
        found[name] = Setting(
            name,
            _value(areas.get(area, fields["value"])),
            _value(fields["value"]),
            fields["means"].text(),
            fields["source"].text(),
            sure,
            fields["from"].text(),
        )
    for name, value in (own or {}).items():
        if name not in found:
            raise top["settings"].bad(f"has no setting {name!r}; allowed: {', '.join(sorted(found))}")
        found[name] = msgspec.structs.replace(found[name], value=value)
    return found


def _value(given: Reader) -> Value:
    if given.is_list:
        return tuple(item.text() for item in given.items())
    value = given.scalar()
    return value if isinstance(value, (int, float, str)) else str(value)


def calendar_of(settings: Mapping[str, Value]) -> Calendar:
    def texts(name: str) -> tuple[str, ...]:
        value = settings[name]
        return value if isinstance(value, tuple) else (str(value),)

    handover = settings["shift-handover-minutes"]
    return Calendar(
        shift_starts=texts("shift-starts"),
        school_opens=str(settings["school-opens"]),
        school_closed=texts("school-closed"),
        handover_minutes=handover if isinstance(handover, int) else 0,
    )
