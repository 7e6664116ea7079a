"""What answers, people who give them, grades and kinds of doubt are called on these pages."""

from django.utils.translation import gettext_lazy as _

from safehold.risk.filled import Missing
from safehold.risk.history import Change
from safehold.risk.instrument import Confidence, Instrument, Item

STATES = {"yes": _("Yes"), "no": _("No"), "not_asked": _("Not asked"), "refused": _("Would not say"), "unknown": _("Does not know")}
SAID_BY = {
    "victim": _("she said it"),
    "observed": _("I saw or heard it"),
    "witness": _("somebody else said it"),
    "child": _("a child said it"),
    "agency": _("another agency said it"),
    "record": _("from the record"),
}
# ACPO's definitions, in our own words.
GRADES = {
    "high": (_("High"), _("Serious harm could come at any time.")),
    "medium": (
        _("Medium"),
        _("Serious harm could come, if something changes: they part, he loses work or home, drinks, stops his medicine."),
    ),
    "standard": (_("Standard"), _("Nothing seen now points to serious harm. It does not say that nothing will happen.")),
}
SURE: dict[Confidence, object] = {
    "F": "",
    "M": _("from memory, not checked against its source"),
    "M-low": _("unsure, and not checked against its source"),
}
CHANGES: dict[Change, object] = {
    "new": _("new"),
    "gone": _("was yes"),
    "unasked": _("was yes, not asked now"),
    "asked": _("asked now"),
    "other": _("changed"),
    "same": "",
}
MISSING = {
    "unanswered": _("not answered"),
    "not_asked": _("not asked, and nothing says why"),
    "refused_unsaid": _("no answer, and nothing says more"),
    "from_whom": _("yes, and nothing says from whom"),
    "record_says": _("answered no, and you have ticked what the record says"),
    "eligible": _("not said whether it is so"),
    "grade": _("The grade"),
    "rationale": _("Why you grade it so"),
    "held": _("Why it is not graded high"),
}


def answer(item: Item | None, given: str) -> str:
    level = next((level.says for level in item.levels if level.key == given), "") if item else ""
    return level or str(STATES.get(given, given))


def missing(instrument: Instrument, each: Missing) -> str:
    said = str(MISSING[each.why])
    if not each.key:
        return said
    eligible = {one.key: one.says for one in instrument.eligible}
    item = instrument.all_items.get(each.key)
    asks = item.asks if item else eligible.get(each.key, each.key)
    return f"{number(each.key)} {asks}: {said}" if item else f"{asks}: {said}"


def number(key: str) -> str:
    """An item's number as it is read aloud; of a module's own, what follows its name."""
    return key.rpartition("-")[2]
