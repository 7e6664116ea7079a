"""Why two mentions cannot be of one person, whatever a score says. A person's judgement overrides it; a machine's never does."""

from safehold.identity.births import agreement
from safehold.identity.compare import NameAgreement, compare_names
from safehold.identity.features import Features

_SAME_GIVEN = frozenset(("exact", "nickname", "slip", "other", "initial", "missing"))


def contradict(a: Features, b: Features) -> str | None:
    """The reason in words, or None. Symmetric."""
    return contradiction(a, b, compare_names(a.names, b.names), agreement(a.birth, b.birth))


def contradiction(a: Features, b: Features, named: NameAgreement, born: str) -> str | None:
    given = named.given.level
    sexes_differ = bool(a.sex and b.sex) and a.sex != b.sex
    if given == "different":
        if sexes_differ:
            return "another given name and another sex"
        return "the same birth date but another given name, as twins have" if born == "exact" else "another given name"
    if sexes_differ and given not in _SAME_GIVEN:
        return "given names alike but another sex, as a brother and a sister may have"
    if born == "generation":
        return "born so many years apart that they may be parent and child of one name"
    if born == "different" and a.birth and b.birth and a.birth.full and b.birth.full and abs(a.birth.year - b.birth.year) > 2:
        shared = a.birth.month == b.birth.month or a.birth.day == b.birth.day
        return None if shared else "another date of birth in every part"
    return None
