"""The conditions of a rule in plain words."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safehold.chronology.catalogue import CATALOGUE
from safehold.rulebook.facts import FACTS
from safehold.rulebook.model import Condition, Length
from safehold.rulebook.terms import TERMS
from safehold.web import words
from safehold.web.events.words import standard

JOINED = {
    "any_of": gettext_lazy("any of these"),
    "all_of": gettext_lazy("all of these"),
    "none_of": gettext_lazy("none of these"),
}
OVER = {
    "incident": gettext_lazy("of the same incident"),
    "pair": gettext_lazy("between the two"),
    "victim": gettext_lazy("in any case of hers"),
    "suspect": gettext_lazy("in any case of his"),
    "staff": gettext_lazy("of the same member of staff"),
    "agency": gettext_lazy("of the agency"),
}
FACT_OF = {
    "personally_connected": gettext_lazy("the record gives them as: %(which)s"),
    "bail_in_force": gettext_lazy("bail has been set and has not ended (%(which)s)"),
    "order_in_force": gettext_lazy("an order has been made and has not ended (%(which)s)"),
    "visible_high_risk": gettext_lazy("this assessment’s score, or its yes answers, reach %(n)d"),
    "marker": gettext_lazy("a warning has been set and not lifted: %(which)s"),
    "prior_victims": gettext_lazy("the suspect has at least %(n)d other victims before"),
    "agency_supplies": gettext_lazy("the agency that recorded this supplies records of this: %(which)s"),
}
OF_ALL = {
    "agency": gettext_lazy("the agency that recorded it"),
    "actor": gettext_lazy("whoever recorded it"),
    "actor.id": gettext_lazy("whoever recorded it"),
    "actor.role": gettext_lazy("the role of whoever recorded it"),
}


Kinds = Sequence[str]


class Line(msgspec.Struct, frozen=True):
    """A line, with what belongs beneath it."""

    words: str
    parts: list["Line"] = []


def condition(given: Condition, kinds: Kinds, starts: Kinds = ()) -> Line:
    """`kinds` are the events of which it is asked, and `starts` those that start the rule."""
    if given.test in JOINED:
        return Line(str(JOINED[given.test]), [condition(each, kinds, starts) for each in given.conditions])
    if given.test == "fact":
        return Line(_fact(given))
    if given.test in ("about", "happened"):
        said = _happened(given) if given.test == "happened" else _("it is about this: %(event)s") % {"event": happening(given.kinds)}
        return Line(said, [condition(each, given.kinds, starts) for each in given.conditions])
    if given.test == "mentions":
        return Line(_("it names a %(role)s") % {"role": words.spoken(given.value)})
    other = field(str(given.value), kinds, starts) if given.test in _OF_ANOTHER else _value(given)
    return Line(_TESTS[given.test](field(given.field, kinds, starts), other, given))


def _fact(given: Condition) -> str:
    one_of = _or([happening([each]) if each in CATALOGUE.kinds else standard().value(each) for each in given.one_of])
    said = str(FACT_OF.get(given.fact, "")) % {"n": given.at_least, "which": one_of} if one_of or given.at_least else ""
    said = said or FACTS[given.fact].means.partition(";")[0]
    if given.within is not None:
        said = _("%(what)s, within %(time)s") % {"what": said, "time": length(given.within)}
    return said if given.value else _("it does not hold that %(what)s") % {"what": said}


def _happened(given: Condition) -> str:
    said = {"event": happening(given.kinds), "over": OVER[given.over]}
    if given.ever:
        found = _("at any time, %(over)s: %(event)s") % said
    else:
        found = _("before it, %(over)s: %(event)s") % said
    return _("%(what)s, within %(time)s") % {"what": found, "time": length(given.within)} if given.within is not None else found


def happening(kinds: Iterable[str]) -> str:
    """Events by what they are called: suspect arrested, or no arrest."""
    titles = [standard().of(kind).title for kind in kinds]
    return _or([title if title[1:2].isupper() else title[:1].lower() + title[1:] for title in titles])


def _or(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s or %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def field(path: str, kinds: Kinds, starts: Kinds = ()) -> str:
    if path.startswith("trigger."):
        return _("%(field)s of what started it") % {"field": field(path[8:], starts)}
    if path in OF_ALL:
        return str(OF_ALL[path])
    first, _dot, rest = path.partition(".")
    if first == "reasons":
        return _("the reason for not: %(what)s") % {"what": field(rest, kinds)}
    said = next((standard().of(kind).labels[first] for kind in kinds if first in standard().of(kind).labels), "")
    said = said or standard().labels.get(first) or words.spoken(first)
    return f"{said} ({words.spoken(rest)})" if rest else said


def _value(given: Condition) -> str:
    if given.test == "like":
        return f"{words.spoken(given.value)} ({', '.join(TERMS[given.value])})"
    if isinstance(given.value, tuple):
        return _or([standard().value(each) for each in given.value])
    return standard().value(given.value)


def _dated(label: str, _value: str, given: Condition) -> str:
    assert given.within is not None
    of = {"field": label, "time": length(given.within), "event": happening(given.kinds)}
    if given.kinds:
        return _("“%(field)s” is no later than %(time)s after this: %(event)s") % of
    return _("“%(field)s” is no later than %(time)s after it") % of


_OF_ANOTHER = ("lower_than", "higher_than", "same_as", "not_same_as")
_SAID = {
    "is": gettext_lazy("“%(field)s” is: %(value)s"),
    "is_not": gettext_lazy("“%(field)s” is not: %(value)s"),
    "in": gettext_lazy("“%(field)s” is: %(value)s"),
    "not_in": gettext_lazy("“%(field)s” is not: %(value)s"),
    "at_least": gettext_lazy("“%(field)s” is at least %(value)s"),
    "more_than": gettext_lazy("“%(field)s” is more than %(value)s"),
    "at_most": gettext_lazy("“%(field)s” is at most %(value)s"),
    "less_than": gettext_lazy("“%(field)s” is less than %(value)s"),
    "contains": gettext_lazy("“%(field)s” holds: %(value)s"),
    "said": gettext_lazy("“%(field)s” is said to be: %(value)s"),
    "any_answer": gettext_lazy("an answer in “%(field)s” is: %(value)s"),
    "like": gettext_lazy("“%(field)s” speaks of %(value)s"),
    "lower_than": gettext_lazy("“%(field)s” is lower than “%(value)s”"),
    "higher_than": gettext_lazy("“%(field)s” is higher than “%(value)s”"),
    "same_as": gettext_lazy("“%(field)s” is the same as “%(value)s”"),
    "not_same_as": gettext_lazy("“%(field)s” is another than “%(value)s”"),
}


def _as_said(label: str, value: str, given: Condition) -> str:
    return str(_SAID[given.test]) % {"field": label, "value": value}


def _recorded(label: str, _value: str, given: Condition) -> str:
    return (_("“%(field)s” is on record") if given.value else _("“%(field)s” is not on record")) % {"field": label}


_TESTS: dict[str, Callable[[str, str, Condition], str]] = {
    **dict.fromkeys(_SAID, _as_said),
    "recorded": _recorded,
    "no_later_than": _dated,
}


def length(span: Length) -> str:
    n = span.amount
    said = {
        "minutes": lambda: ngettext("%(n)d minute", "%(n)d minutes", n),
        "hours": lambda: ngettext("%(n)d hour", "%(n)d hours", n),
        "days": lambda: ngettext("%(n)d day", "%(n)d days", n),
        "working_days": lambda: ngettext("%(n)d working day", "%(n)d working days", n),
        "months": lambda: ngettext("%(n)d month", "%(n)d months", n),
        "court_hours": lambda: _("%(n)d hours, Sundays, Christmas Day and Good Friday not counted"),
        "court_hours_and_bank_holidays": lambda: _("%(n)d hours, Sundays, bank holidays, Christmas Day and Good Friday not counted"),
    }[span.unit]()
    return said % {"n": n}


def ordinal(n: int) -> str:
    known = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth")}
    return known.get(n) or _("%(n)dth") % {"n": n}
