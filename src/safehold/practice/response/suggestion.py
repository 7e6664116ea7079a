"""The grade that is suggested for a call, and why. Pure. It is a suggestion: a person grades, and nothing is ever lowered by it."""

import msgspec

from safehold.practice.response.grading import Grading


class Facts(msgspec.Struct, frozen=True):
    """What is known of a call: what the caller said, and what the record says of the people whom it may concern."""

    domestic: bool = True
    threat_to_kill: bool = False
    strangled: bool = False
    weapon: bool = False
    suspect_present: bool = False
    injuries: bool = False
    alarm: bool = False
    silent: bool = False
    cut_off: bool = False
    afraid: bool = False
    children_present: bool = False
    over: bool = False
    high_risk: bool = False
    treat_as_urgent: bool = False
    firearms: bool = False
    weapons_known: bool = False
    order_in_force: bool = False
    bail_in_force: bool = False
    out_of_prison: bool = False
    wanted: bool = False
    violent_before: bool = False
    repeat: bool = False
    out_of_reach: bool = False


class Suggestion(msgspec.Struct, frozen=True):
    """`if_them` is whom the reasons from the record are about, while nobody has been chosen."""

    grade: str
    reasons: tuple[str, ...]
    if_them: str = ""

    @property
    def because(self) -> str:
        return "; ".join(self.reasons)


def suggest(facts: Facts, grading: Grading, *, if_them: str = "") -> Suggestion:
    urgent = tuple(each.says for each in grading.urgent if getattr(facts, each.fact))
    if urgent:
        return Suggestion(grading.domestic.grade, urgent, if_them)
    if not facts.domestic:
        return Suggestion(grading.other.grade, (grading.other.says,), if_them)
    for later in grading.later:
        if all(getattr(facts, name) for name in later.all_of):
            return Suggestion(later.grade, (later.says,), if_them)
    return Suggestion(grading.domestic.grade, (grading.domestic.says,), if_them)
