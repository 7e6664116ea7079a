"""What a weight alone may not decide: a twin, a father of the same name and a couple at one address agree in nearly everything that is
weighed. So the weight is left as it is, and what is known of families limits what may be claimed."""

from collections.abc import Callable, Mapping

CEILINGS = (
    "names_only",
    "confusable_names",
    "near_names",
    "no_given_name",
    "child_or_not",
    "given_differs_birth_agrees",
    "given_differs_same_reference",
    "given_differs",
    "generations",
    "sex_and_given_differ",
)
BORN_ALIKE = frozenset(("exact", "swapped", "digit", "month", "part", "year", "age"))
_BORN_SAME_DAY = frozenset(("exact", "swapped", "digit", "month"))
# What a person keeps: a home, a phone, an address of mail.
_HELD = {
    "address": frozenset(("same", "near", "postcode_and_house", "postcode_and_street", "postcode")),
    "phone": frozenset(("exact", "among", "slip")),
    "email": frozenset(("exact", "slip")),
}
_MISSPELT = frozenset(("near", "slip"))  # or two names; which of these, the names must tell (spelling.py)
DOUBTED = frozenset(("confusable", "doubtful", "initial_differs", "crossed"))


def limit(levels: Mapping[str, str], *, one_is_child: bool, referred: bool, two_names: Callable[[], bool]) -> str:
    """The ceiling that applies, or none. `levels` are by comparison, those that are not missing; `referred` is whether one source gives
    both one number; `two_names`, asked only where it matters, is whether given names that are nearly the same may be two."""
    given, born = levels.get("given_name"), levels.get("date_of_birth")
    if given == "different":
        if levels.get("sex") == "different":
            return "sex_and_given_differ"
        if referred:
            return "given_differs_same_reference"
        # Couples are often of one year and one address: without a day, only the same sex leaves it open.
        close = born in _BORN_SAME_DAY or (born in BORN_ALIKE and levels.get("sex") == "same")
        return "given_differs_birth_agrees" if close else "given_differs"
    if born == "generation":
        return "generations"
    held = any(levels.get(comparison) in kept for comparison, kept in _HELD.items())
    if given in DOUBTED:
        return "confusable_names"
    if given in _MISSPELT and born == "exact" and held and two_names():
        return "near_names"
    if referred or born in BORN_ALIKE:
        return ""
    if given in ("initial", None):
        return "no_given_name"
    if one_is_child:
        return "child_or_not"
    return "" if held else "names_only"
