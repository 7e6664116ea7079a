"""A rule made ready to judge by: every part of it made into a function once, so that a case looks up nothing that the rule decides."""

from safehold.rulebook.calendar import Calendar
from safehold.rulebook.conditions import compiled_any
from safehold.rulebook.due import anchored, reckoner
from safehold.rulebook.model import Rule
from safehold.rulebook.repeats import repeating
from safehold.rulebook.responses import meeting
from safehold.rulebook.sentences import saying
from safehold.rulebook.triggers import starter


class Plan:
    """The functions of one rule, named by what they answer; None where the rule has no such part."""

    __slots__ = (
        "after_a_miss", "anchor", "due", "forbidden", "meets", "releases", "repeats", "rule", "says", "starts", "unless",
    )  # fmt: skip

    def __init__(self, rule: Rule, calendar: Calendar) -> None:
        self.rule = rule
        self.after_a_miss = any(trigger.missed for trigger in rule.triggers)
        self.starts = starter(rule)
        self.anchor = anchored(rule.anchor)
        self.due = reckoner(rule.window, calendar)
        self.unless = compiled_any(rule.exceptions) if rule.exceptions else None
        self.forbidden = compiled_any(rule.forbidden_when) if rule.kind == "forbidden" else None
        self.meets = meeting(rule.met_by, rule) if rule.met_by is not None else None
        self.repeats = repeating(rule, self.due) if rule.until else None
        self.releases = tuple(meeting(release, rule) for release in rule.releases)
        self.says = saying(rule)
