"""A rule made ready to judge by: every part of it made into a function once, so that a case looks up nothing that the rule decides."""

from collections.abc import Iterable

from safehold.chronology.times import END_OF_TIME
from safehold.rulebook.calendar import Calendar
from safehold.rulebook.conditions import compiled_any
from safehold.rulebook.due import anchored, lasting, reckoner
from safehold.rulebook.judging import judging
from safehold.rulebook.model import Condition, Rule
from safehold.rulebook.owing import owed, owner, recorders, subject_of
from safehold.rulebook.repeats import repeating
from safehold.rulebook.responses import meeting, responding
from safehold.rulebook.sentences import endings, saying
from safehold.rulebook.triggers import starter


class Plan:
    """The functions of one rule, named by what they answer; None where the rule has no such part."""

    __slots__ = (
        "after_a_miss", "anchor", "asks_history", "due", "endings", "judge", "lasts", "meeting", "owed", "owner", "recorders", "releases",
        "repeats", "rule", "says", "starts", "subject", "unless", "until",
    )  # fmt: skip

    def __init__(self, rule: Rule, calendar: Calendar) -> None:
        self.rule = rule
        self.after_a_miss = any(trigger.missed for trigger in rule.triggers)
        self.until = END_OF_TIME if self.after_a_miss else rule.in_force_to
        self.starts = starter(rule)
        self.asks_history = any(_asks_history(trigger.where) for trigger in rule.triggers)
        self.anchor = anchored(rule.anchor)
        has_window = rule.kind in ("response", "count")
        self.due = reckoner(rule.window, calendar) if has_window else None
        self.lasts = lasting(rule.window, calendar) if has_window else None
        self.unless = compiled_any(rule.exceptions) if rule.exceptions else None
        self.meeting = meeting(rule)
        self.repeats = repeating(rule, self.due) if rule.until and self.due is not None else None
        self.releases = tuple(responding(release, rule) for release in rule.releases)
        self.owed = owed(rule)
        self.subject = subject_of(rule)
        self.owner = owner(rule)
        self.recorders = recorders(rule)
        self.says = saying(rule)
        self.endings = endings(rule)
        self.judge = judging(self)


def _asks_history(conditions: Iterable[Condition]) -> bool:
    """Whether a rule starts where two people have domestic history."""
    return any(each.fact in ("domestic", "domestic_history") or _asks_history(each.conditions) for each in conditions)
