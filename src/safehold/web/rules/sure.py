"""How sure a rule is, in words: a rule that rests on what nobody has checked against its source says so wherever it is shown."""

from django.utils.translation import gettext_lazy

from safehold.rulebook.model import Confidence, Rule
from safehold.rulebook.state import rulebook

SHORT = {"M": gettext_lazy("not checked against its source"), "M-low": gettext_lazy("unsure, and not checked against its source")}
IN_FULL = {
    "M": gettext_lazy(
        "This rests on memory, or on a number that somebody chose: it has not been checked against its source. "
        "Check it before you rely on it."
    ),
    "M-low": gettext_lazy(
        "Whoever wrote this was not sure of it, or of a number in it, and it has not been checked against its source. "
        "Check it before you rely on it."
    ),
}


def unsure(sure: Confidence) -> str:
    """In a few words; nothing where it was found in its source."""
    return str(SHORT.get(sure, ""))


def unsure_in_full(sure: Confidence) -> str:
    return str(IN_FULL.get(sure, ""))


def unsure_of(rule: Rule | None) -> str:
    return unsure(rulebook().sure(rule)) if rule is not None else ""
