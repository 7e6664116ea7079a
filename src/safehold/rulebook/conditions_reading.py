"""Reads conditions, lengths and the fields that they name, against the catalogue of events."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast, get_args

from safehold.chronology.catalogue import CATALOGUE, Field
from safehold.rulebook.conditions import OPERATORS
from safehold.rulebook.facts import FACTS
from safehold.rulebook.model import Condition, Length, Scope, Unit
from safehold.rulebook.reading import Reader
from safehold.rulebook.settings import Value
from safehold.rulebook.terms import TERMS

_NESTED = {"staff": ("id", "role"), "agency and role": ("agency", "role")}
_OTHER_FIELD = ("lower_than", "higher_than", "same_as", "not_same_as")
UNITS: tuple[Unit, ...] = get_args(Unit)


class Context:
    """What a rule may name: the settings, and the kinds whose fields its conditions are about.

    `every` asks that each kind has a field (a trigger, a response); otherwise one of them must (a window, an exception).
    """

    def __init__(self, settings: Mapping[str, Value], kinds: tuple[str, ...], triggers: tuple[str, ...] = (), every: bool = False) -> None:
        self.settings = settings
        self.kinds = kinds
        self.triggers = triggers
        self.every = every

    def of(self, kinds: tuple[str, ...]) -> "Context":
        return Context(self.settings, kinds, self.triggers, every=True)


def read_kinds(given: Reader) -> tuple[str, ...]:
    kinds = []
    for item in given.items():
        kind = item.text()
        if kind not in CATALOGUE.kinds:
            near = [known for known in CATALOGUE.kinds if known.split(".")[0] == kind.split(".")[0]]
            raise item.bad(f"is {kind!r}, which is no kind of event; " + (f"allowed: {', '.join(near)}" if near else "see catalogue.yaml"))
        kinds.append(kind)
    return tuple(kinds)


def read_conditions(given: Reader, context: Context) -> tuple[Condition, ...]:
    return tuple(read_condition(item, context) for item in given.items())


def read_condition(given: Reader, context: Context) -> Condition:
    entries = given.entries()
    for name, read in _READERS.items():
        if name in entries:
            return read(given, context)
    raise given.bad(f"says nothing to test; it needs one of: {', '.join(_READERS)}")


def _field_condition(given: Reader, context: Context) -> Condition:
    fields = given.fields(("field", *OPERATORS))
    tests = [name for name in fields if name != "field"]
    if len(tests) != 1:
        raise given.bad(f"needs one operator beside field; allowed: {', '.join(OPERATORS)}")
    test, value = tests[0], fields[tests[0]]
    path = fields["field"].text()
    known = read_field(fields["field"], path, context)
    if test == "no_later_than":
        after = value.entries().get("after")
        return Condition(test, path, kinds=read_kinds(after) if after else (), within=read_length(value, context, besides=("after",)))
    if test in _OTHER_FIELD:
        other = value.text()
        read_field(value, other, context)
        return Condition(test, path, other)
    return Condition(test, path, _constant(value, test, known, context))


def _constant(value: Reader, test: str, known: Field | None, context: Context) -> Any:
    if test == "recorded":
        return value.flag()
    if test == "like":
        return value.choice(TERMS)
    if test in ("in", "not_in", "any_answer"):
        return tuple(_one(item, known if test != "any_answer" else None, context) for item in value.items())
    return _one(value, known, context)


def _one(value: Reader, known: Field | None, context: Context) -> Any:
    if value.is_mapping:
        return read_setting(value, context)
    constant = value.scalar()
    if known is None:
        return constant
    if known.choices and (isinstance(constant, bool) or str(constant) not in known.choices):
        raise value.bad(f"is {constant!r}; {known.name} is one of: {', '.join(known.choices)}")
    if known.shape == "bool" and not isinstance(constant, bool):
        raise value.bad(f"is {constant!r}; {known.name} is true or false")
    if known.shape == "yn":
        return constant if not isinstance(constant, bool) else ("yes" if constant else "no")
    return str(constant) if known.choices or known.shape in ("text", "slug") else constant


def read_field(given: Reader, path: str, context: Context) -> Field | None:
    """The catalogue's field at a path, or None for what every event has (agency, actor). Refuses what no kind carries."""
    kinds, every = context.kinds, context.every
    if path.startswith("trigger."):
        path, kinds, every = path[8:], context.triggers, False
    first, _, rest = path.partition(".")
    if first == "agency" or (first == "actor" and rest in ("", "id", "role")):
        return None
    having = [CATALOGUE.kinds[kind].fields for kind in kinds if first in CATALOGUE.kinds[kind].fields]
    if kinds and (not having or (every and len(having) < len(kinds))):
        lacking = [kind for kind in kinds if first not in CATALOGUE.kinds[kind].fields]
        known = sorted({name for kind in lacking for name in CATALOGUE.kinds[kind].fields})
        raise given.bad(
            f"is {path!r}, which {' and '.join(lacking)} does not carry; allowed: {', '.join([*known, 'agency', 'actor.id', 'actor.role'])}"
        )
    if not having:
        having = [kind.fields for kind in CATALOGUE.kinds.values() if first in kind.fields]
        if not having:
            raise given.bad(f"is {path!r}, which no kind of event carries")
    field = having[0][first]
    if rest:
        allowed = _NESTED.get(field.shape)
        if allowed is not None and rest not in allowed:
            raise given.bad(f"is {path!r}; {first} has {', '.join(allowed)}")
        return None
    return field


def _joined(name: str) -> Callable[[Reader, Context], Condition]:
    def read(given: Reader, context: Context) -> Condition:
        return Condition(name, conditions=read_conditions(given.fields((name,))[name], context))

    return read


def _about(given: Reader, context: Context) -> Condition:
    fields = given.fields(("about", "where"))
    kinds = read_kinds(fields["about"])
    return Condition("about", kinds=kinds, conditions=read_conditions(fields["where"], context.of(kinds)) if "where" in fields else ())


def _happened(given: Reader, context: Context) -> Condition:
    fields = given.fields(("happened", "where", "over", "within", "ever"))
    kinds = read_kinds(fields["happened"])
    return Condition(
        "happened",
        kinds=kinds,
        over=cast(Scope, fields["over"].choice(get_args(Scope))) if "over" in fields else "pair",
        within=read_look_back(fields["within"], context) if "within" in fields else None,
        ever=fields["ever"].flag() if "ever" in fields else False,
        conditions=read_conditions(fields["where"], context.of(kinds)) if "where" in fields else (),
    )


def _mentions(given: Reader, _context: Context) -> Condition:
    return Condition("mentions", value=given.fields(("mentions",))["mentions"].choice(CATALOGUE.person_roles))


def _fact(given: Reader, context: Context) -> Condition:
    name = given.entries()["fact"].choice(FACTS)
    fields = given.fields(("fact", "is", *FACTS[name].arguments))
    return Condition(
        "fact",
        fact=name,
        value=fields["is"].flag() if "is" in fields else True,
        one_of=tuple(item.text() for item in fields["one_of"].items()) if "one_of" in fields else (),
        at_least=read_number(fields["at_least"], context) if "at_least" in fields else 0,
        within=read_look_back(fields["within"], context) if "within" in fields else None,
    )


_READERS: dict[str, Callable[[Reader, Context], Condition]] = {
    "field": _field_condition,
    "fact": _fact,
    "about": _about,
    "happened": _happened,
    "mentions": _mentions,
    "any_of": _joined("any_of"),
    "all_of": _joined("all_of"),
    "none_of": _joined("none_of"),
}


def read_setting(given: Reader, context: Context) -> Value:
    name = given.fields(("setting",), ("setting",))["setting"]
    return context.settings[name.choice(sorted(context.settings))]


def read_number(given: Reader, context: Context) -> int:
    if not given.is_mapping:
        return given.whole_number()
    value = read_setting(given, context)
    if not isinstance(value, int):
        raise given.bad(f"is the setting {value!r}, which is not a whole number")
    return value


def read_length(given: Reader, context: Context, besides: Iterable[str] = ()) -> Length:
    fields = given.fields((*UNITS, *besides))
    units = [unit for unit in UNITS if unit in fields]
    if len(units) != 1:
        raise given.bad(f"needs one length; allowed: {', '.join(UNITS)}")
    amount = read_number(fields[units[0]], context)
    if amount < 0:
        raise fields[units[0]].bad("is less than nothing")
    return Length(units[0], amount)


def read_look_back(given: Reader, context: Context) -> Length:
    length = read_length(given, context)
    if length.unit not in ("minutes", "hours", "days", "months"):
        raise given.bad(f"is in {length.unit}; looking back goes by minutes, hours, days or months")
    return length
