"""Three-valued logic with two reasons for not knowing: the record does not say (a missing field), or it is too coarse to say, in its
dates or in who is who.

Truths are small integers so that `min` is "and" and `max` is "or".
"""

NO = 0
UNSAID = 1
UNSURE = 2
YES = 3

Truth = int

TRUTHS = (NO, UNSAID, UNSURE, YES)
_OPPOSITE = (YES, UNSAID, UNSURE, NO)


def negated(truth: Truth) -> Truth:
    return _OPPOSITE[truth]


def said(value: bool) -> Truth:
    return YES if value else NO
