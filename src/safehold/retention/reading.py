"""Reads the schedule from its YAML. What is wrong is said with its file, line, field and what is allowed."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.times import END_OF_TIME, BadTime, read_when
from safehold.retention.schedule import CLEAR, UNTIL_AGE, Asking, Clock, Floor, Group, Holding, Match, Schedule
from safehold.rulebook.reading import Reader, read_yaml
from safehold.rulebook.settings import Value, load_settings

_TOP = ("groups", "asks", "no_contact", "holds", "floors", "criteria", "grounds")
_CLOCK = ("from", "to", "clock", "years", "review", "contact", "two")


@lru_cache(maxsize=64)
def schedule_of(area: str = "") -> Schedule:
    """What is in force for an area."""
    return load_schedule(area=area)


def load_schedule(directory: Path | None = None, *, area: str = "") -> Schedule:
    """The schedule of a directory (the one that ships, if None), with an area's settings put in. Raises BadRules."""
    root = Path(str(resources.files("safehold.retention"))) if directory is None else directory
    values = load_settings(root, area=area)
    top = read_yaml((root / "schedule.yaml").read_text(encoding="utf-8"), "schedule.yaml").fields(_TOP, _TOP)
    groups = tuple(_group(each, values) for each in top["groups"].items())
    names = {group.id for group in groups}
    criteria = top["criteria"].fields(("source", "confidence", "list"), ("source", "confidence", "list"))
    whose = values["whose-group-counts"]
    return Schedule(
        groups=groups,
        asks=tuple(_asking(each, names) for each in top["asks"].items()),
        no_contact=frozenset(_kind(each) for each in top["no_contact"].items()),
        holds=tuple(_holding(each) for each in top["holds"].items()),
        floors=tuple(_floor(each, values) for each in top["floors"].items()),
        criteria=_texts(criteria["list"]),
        grounds=_texts(top["grounds"]),
        child_until_age=_whole(values["child-until-age"]),
        age_where_unknown=_whole(values["age-where-unknown"]),
        whose=frozenset(whose if isinstance(whose, tuple) else (str(whose),)),
        days_before_removal=_whole(values["days-before-removal"]),
        days_to_agree=_whole(values["days-to-agree-to-lifting"]),
    )


def _group(given: Reader, values: Mapping[str, Value]) -> Group:
    fields = given.fields(("group", "title", "agencies", "versions"), ("group", "title", "agencies", "versions"))
    return Group(
        id=fields["group"].text(),
        title=fields["title"].text(),
        agencies=frozenset(each.text() for each in fields["agencies"].items()),
        clocks=tuple(_clock(each, values) for each in fields["versions"].items()),
    )


def _clock(given: Reader, values: Mapping[str, Value]) -> Clock:
    fields = given.fields(_CLOCK, tuple(name for name in _CLOCK if name != "to"))
    years, review = _number(fields["years"], values), _number(fields["review"], values)
    return Clock(
        since=_day(fields["from"]),
        until=_day(fields["to"]) if "to" in fields else END_OF_TIME,
        kind=fields["clock"].choice((CLEAR, UNTIL_AGE)),
        years=years[0],
        review=review[0],
        any_contact=fields["contact"].choice(("any", "own")) == "any",
        two=fields["two"].flag(),
        sources=(years[1], review[1]),
    )


def _number(given: Reader, values: Mapping[str, Value]) -> tuple[int, str]:
    """A number with where it is from and how sure that is."""
    fields = given.fields(("value", "source", "confidence", "setting"))
    if "setting" in fields:
        name = fields["setting"].text()
        if name not in values:
            raise fields["setting"].bad(f"names no setting {name!r}; there are: {', '.join(sorted(values))}")
        return _whole(values[name]), f"the area's own setting, {name}"
    given.fields(("value", "source", "confidence"), ("value", "source", "confidence"))
    found = fields["confidence"].choice(("F", "M", "M-low")) == "F"
    return fields["value"].whole_number(), fields["source"].text() + ("" if found else " (to be checked)")


def _asking(given: Reader, groups: set[str]) -> Asking:
    fields = given.fields(("group", "kinds", "field", "is", "like"), ("group", "kinds"))
    return Asking(fields["group"].choice(sorted(groups)), _match(fields))


def _match(fields: Mapping[str, Reader]) -> Match:
    return Match(
        kinds=frozenset(_kind(each) for each in fields["kinds"].items()),
        field=fields["field"].text() if "field" in fields else "",
        values=tuple(each.scalar() for each in fields["is"].items()) if "is" in fields else (),
        words=tuple(each.text().casefold() for each in fields["like"].items()) if "like" in fields else (),
    )


def _holding(given: Reader) -> Holding:
    fields = given.fields(("starts", "ends", "why"), ("starts", "ends", "why"))
    return Holding(_kind(fields["starts"]), frozenset(_kind(each) for each in fields["ends"].items()), fields["why"].text())


def _floor(given: Reader, values: Mapping[str, Value]) -> Floor:
    fields = given.fields(("kinds", "field", "is", "like", "months", "why"), ("kinds", "months", "why"))
    return Floor(_match(fields), _number(fields["months"], values)[0], fields["why"].text())


def _texts(given: Reader) -> dict[str, str]:
    return {name: each.text() for name, each in given.entries().items()}


def _kind(given: Reader) -> str:
    kind = given.text()
    if kind not in CATALOGUE.kinds:
        raise given.bad(f"{kind!r} is not a kind of the catalogue")
    return kind


def _day(given: Reader) -> int:
    try:
        return read_when(given.text()).earliest
    except BadTime as error:
        raise given.bad(str(error)) from error


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a setting of retention is a whole number, not {value!r}")
    return value
