"""Whoever a rule puts a duty upon may open a page on which it is answered."""

import pytest

from safehold.access.roles import standard
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.ways import Way, ways
from safehold.web.assessing.acting import ACTS
from safehold.web.assessing.led_to import KINDS
from safehold.web.contact.led_to import KIND

RULES, ROLES = standard_rules(), standard().roles
OWED = sorted(
    {
        (rule.id, trigger.who or rule.who, kind)
        for rule in (versions[-1] for versions in RULES.by_id.values())
        if RULES.answerable(rule.id, rule.version)
        for trigger in rule.triggers
        for kind in trigger.kinds
        if (trigger.who or rule.who) in ROLES
    }
)


def needed(way: Way) -> str:
    """The permission of the page that a way leads to, beside that of answering duties. An attempt to reach her is recorded without a word
    of whether it was safe by whoever may not see how she is reached."""
    if way.kind == KIND and ("safe" in way.wanted or "safe" in way.allowed):
        return "reach_victims"
    if way.kind not in KINDS:
        return "answer_duties"
    return ACTS[KINDS[way.kind]].needs if KINDS[way.kind] else "record_risk"


@pytest.mark.parametrize(("rule", "who", "kind"), OWED)
def test_in_some_way(rule, who, kind):
    may = ROLES[who].may
    assert "answer_duties" in may
    assert [way.kind for way in ways(RULES.by_id[rule][-1], kind) if needed(way) in may] != []
