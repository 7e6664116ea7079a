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
_OWN = ("value", "source", "confidence", "from")

Value = int | float | str | tuple[str, ...]


class Setting(msgspec.Struct, frozen=True):
    """A number of an area, with what it means and where it comes from. `since` is the day from which it is held. `own`: an area's, and not
    the default."""

    name: str
    value: Value
    default: Value
    means: str
    source: str
    confidence: Confidence
    since: str
    own: bool = False


def load_settings(directory: Path | None = None, *, area: str = "", own: Mapping[str, Value] | None = None) -> dict[str, Value]:
    """The value of every setting for an area. Raises BadRules."""
    return {name: each.value for name, each in read_settings(directory, area=area, own=own).items()}


def read_settings(directory: Path | None = None, *, area: str = "", own: Mapping[str, Value] | None = None) -> dict[str, Setting]:
    """Every setting for an area: its own value where the file or `own` gives one, the default otherwise. An area's own is a value, or the
    fields in which it differs: value, from, source and confidence. Raises BadRules."""
    path = resources.files("safehold.rulebook").joinpath("settings.yaml") if directory is None else directory / "settings.yaml"
    top = read_yaml(path.read_bytes().decode("utf-8", "surrogateescape"), "settings.yaml").fields(("settings",), ("settings",))
    found: dict[str, Setting] = {}
    for name, entry in top["settings"].entries().items():
        fields = entry.fields(_FIELDS, ("value", "means", "source", "confidence", "from"))
        default = _value(fields["value"])
        areas = {each: _own(given, default) for each, given in (fields["areas"].entries() if "areas" in fields else {}).items()}
        held = fields | areas.get(area, {})
        found[name] = Setting(
            name,
            _value(held["value"]),
            default,
            fields["means"].text(),
            held["source"].text(),
            _sure(held["confidence"]),
            _day(held["from"]),
            area in areas,
        )
    for name, value in (own or {}).items():
        if name not in found:
            raise top["settings"].bad(f"has no setting {name!r}; allowed: {', '.join(sorted(found))}")
        found[name] = msgspec.structs.replace(found[name], value=value)
    return found


def _own(given: Reader, default: Value) -> dict[str, Reader]:
    """What one area says otherwise: of the same kind as the default, or the rules that name it could not be read."""
    said = given.fields(_OWN, ("value",)) if given.is_mapping else {"value": given}
    if type(value := _value(said["value"])) is not type(default):
        raise said["value"].bad(f"is {value!r}, and the default is {default!r}: give the same kind of value")
    for name, read in (("confidence", _sure), ("from", _day), ("source", Reader.text)):
        if name in said:
            read(said[name])
    return said


def _sure(given: Reader) -> Confidence:
    return cast(Confidence, given.choice(get_args(Confidence)))


def _day(given: Reader) -> str:
    try:
        read_when(given.text())
    except BadTime as error:
        raise given.bad(str(error)) from error
    return given.text()


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
