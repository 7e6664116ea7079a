"""Reads instruments from their YAML, one file an instrument. What is wrong is said with its file, line and field."""

from functools import lru_cache
from importlib import resources
from typing import cast, get_args

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.times import BadTime, read_when
from safehold.risk.instrument import STATES, Band, By, Confidence, Instrument, Item, Level, Module, Part, Says, Scoring
from safehold.rulebook.reading import BadRules, Reader, read_yaml

BadInstrument = BadRules
_TOP = ("instrument", "version", "title", "what", "in_force", "owner", "source", "confidence", "use", "score", "parts")
_NAMES = tuple(name for name in CATALOGUE.kinds["risk.assessed"].fields["instrument"].choices if name != "other")


@lru_cache(maxsize=1)
def standard() -> dict[str, Instrument]:
    """Every instrument that ships, by name, in the order of the catalogue."""
    folder = resources.files("safehold.risk").joinpath("instruments")
    found = [read(path.read_text(encoding="utf-8"), f"instruments/{path.name}") for path in folder.iterdir() if path.name.endswith(".yaml")]
    by_name = {each.name: each for each in found}
    for each in found:
        for module in each.modules:
            if module.instrument and module.instrument not in by_name:
                raise BadInstrument(f"instruments/{each.name}.yaml: module {module.key} leads to {module.instrument!r}, which is not there")
    return {name: by_name[name] for name in _NAMES if name in by_name}


def read(text: str, file: str) -> Instrument:
    """Raises BadInstrument."""
    given = read_yaml(text, file)
    fields = given.fields((*_TOP, "levels", "eligible", "modules"), _TOP)
    sure = _confidence(fields["confidence"])
    levels = tuple(_level(each) for each in fields["levels"].items()) if "levels" in fields else ()
    since = fields["in_force"].fields(("from",), ("from",))["from"]
    try:
        read_when(since.text())
    except BadTime as error:
        raise since.bad(str(error)) from error
    parts = _parts(fields["parts"], sure, levels)
    modules = tuple(_module(each, levels) for each in fields["modules"].items()) if "modules" in fields else ()
    found = Instrument(
        name=fields["instrument"].choice(_NAMES),
        version=fields["version"].text(),
        title=fields["title"].text(),
        what=fields["what"].text(),
        since=since.text(),
        owner=fields["owner"].text(),
        source=fields["source"].text(),
        confidence=sure,
        use=tuple(_says(each, "says") for each in fields["use"].items()),
        eligible=tuple(_says(each, "asks", "key") for each in fields["eligible"].items()) if "eligible" in fields else (),
        scoring=_scoring(fields["score"]),
        parts=parts,
        modules=modules,
    )
    _check_together(given, found)
    return found


def _check_together(given: Reader, found: Instrument) -> None:
    keys = [item.key for item in (*found.items, *(item for module in found.modules for item in module.items))]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise given.bad(f"has two items called {twice[0]}")
    for module in found.modules:
        for key, wanted in module.opens.items():
            if key not in keys:
                raise given.bad(f"opens module {module.key} by item {key}, which is not there")
            odd = [answer for answer in wanted if answer not in found.all_items[key].states]
            if odd:
                raise given.bad(f"opens module {module.key} by {odd[0]!r}, which item {key} cannot be; it can: {', '.join(STATES)}")


def _parts(given: Reader, sure: Confidence, levels: tuple[Level, ...]) -> tuple[Part, ...]:
    found = []
    for each in given.items():
        fields = each.fields(("title", "items"), ("title", "items"))
        items = tuple(_item(key, item, sure, levels) for key, item in fields["items"].entries().items())
        found.append(Part(fields["title"].text(), items))
    return tuple(found)


def _item(key: str, given: Reader, sure: Confidence, levels: tuple[Level, ...]) -> Item:
    fields = given.fields(("asks", "topic", "confidence", "levels", "adds", "alone", "unscored"), ("asks", "topic"))
    with_levels = "levels" in fields and fields["levels"].flag()
    if with_levels and not levels:
        raise fields["levels"].bad("is asked by how often, and the instrument has no levels")
    return Item(
        key=key,
        asks=fields["asks"].text(),
        topic=fields["topic"].text(),
        confidence=_confidence(fields["confidence"]) if "confidence" in fields else sure,
        levels=levels if with_levels else (),
        adds=fields["adds"].whole_number() if "adds" in fields else 0,
        alone=fields["alone"].whole_number() if "alone" in fields else None,
        unscored="unscored" in fields and fields["unscored"].flag(),
    )


def _module(given: Reader, levels: tuple[Level, ...]) -> Module:
    needed = ("key", "title", "opens", "source", "confidence")
    fields = given.fields((*needed, "parts", "instrument"), needed)
    if ("parts" in fields) == ("instrument" in fields):
        raise given.bad("has either parts of its own or another instrument")
    sure = _confidence(fields["confidence"])
    return Module(
        key=fields["key"].text(),
        title=fields["title"].text(),
        opens={key: tuple(each.text() for each in wanted.items()) for key, wanted in fields["opens"].entries().items()},
        source=fields["source"].text(),
        confidence=sure,
        parts=_parts(fields["parts"], sure, levels) if "parts" in fields else (),
        instrument=fields["instrument"].choice(_NAMES) if "instrument" in fields else "",
    )


def _scoring(given: Reader) -> Scoring:
    fields = given.fields(("by", "confidence", "visible_high_risk", "bands", "bands_confidence", "prorated"), ("by", "confidence"))
    bands = []
    for each in fields["bands"].items() if "bands" in fields else ():
        band = each.fields(("from", "says"), ("from", "says"))
        bands.append(Band(band["from"].whole_number(), band["says"].text()))
        if len(bands) > 1 and bands[-1].since <= bands[-2].since:
            raise each.bad("begins no higher than the band before it")
    missing: int | None = None
    how = ""
    sure: Confidence = "M"
    if "prorated" in fields:
        wanted = ("most_missing", "confidence", "says")
        prorated = fields["prorated"].fields(wanted, wanted)
        missing, how, sure = prorated["most_missing"].whole_number(), prorated["says"].text(), _confidence(prorated["confidence"])
    return Scoring(
        by=cast(By, fields["by"].choice(get_args(By))),
        confidence=_confidence(fields["confidence"]),
        visible_high_risk="visible_high_risk" in fields and fields["visible_high_risk"].flag(),
        bands=tuple(bands),
        bands_confidence=_confidence(fields["bands_confidence"]) if "bands_confidence" in fields else "M",
        most_missing=missing,
        prorated=how,
        prorated_confidence=sure,
    )


def _says(given: Reader, name: str, key: str = "") -> Says:
    wanted = tuple(each for each in (name, "confidence", key) if each)
    fields = given.fields(wanted, wanted)
    return Says(fields[name].text(), _confidence(fields["confidence"]), fields[key].text() if key else "")


def _level(given: Reader) -> Level:
    fields = given.fields(("key", "says", "counts"), ("key", "says"))
    return Level(fields["key"].text(), fields["says"].text(), "counts" in fields and fields["counts"].flag())


def _confidence(given: Reader) -> Confidence:
    return cast(Confidence, given.choice(get_args(Confidence)))
