"""Announces each duty that is due soon or overdue, once. A notice is one row with a key of its own, stored in one statement together with
having been announced: a runner that is killed before it has announced nothing, one that is killed after it has announced it.

What counts as overdue is what My work and the board list as overdue, so that no notice tells of a duty that no list shows.
"""

from functools import partial

from safehold.chronology.session import again_if_overtaken, recorder
from safehold.chronology.times import DAY
from safehold.running.beats import now
from safehold.running.lead import standard
from safehold.running.models import Notice

CHUNK = 500
LATELY = 2 * DAY


def announce() -> int:
    """What has become due lately. What was recorded late, and was overdue when it came, is for `announce_all`."""
    at = now()
    return _announce(Notice.OVERDUE, at, at - LATELY) + _announce(Notice.SOON, at, at)


def announce_all() -> int:
    at = now()
    return _announce(Notice.OVERDUE, at, -1) + _announce(Notice.SOON, at, at)


def _announce(what: str, at: int, since: int) -> int:
    """By when each is due, from where the last chunk ended: duties of one instant may stand on both sides of it."""
    announced = 0
    while dues := again_if_overtaken(partial(_some, what, at, since)):
        announced += len(dues)
        since = max(dues) - 1
    return announced


def _some(what: str, at: int, since: int) -> list[int]:
    """When those are due that were announced now."""
    lead = standard()
    wanted = {"what": what, "now": at, "since": since, "part": lead.part, "least": lead.least, "most": lead.most, "most_at_once": CHUNK}
    with recorder() as cursor:
        cursor.execute(_OVERDUE if what == Notice.OVERDUE else _SOON, wanted)
        return [due for (due,) in cursor.fetchall()]


_INSERT = """
INSERT INTO running_notice (duty, what, due, at, agency, who, rule, trigger_event)
SELECT key, %(what)s, due_latest, %(now)s, agency, who, rule, trigger_event FROM (
    SELECT sha256(convert_to(concat_ws(chr(31), rule, trigger, subject, "each"), 'UTF8')) AS key, *
      FROM rulebook_obligation
     WHERE state IN ('breached', 'uncertain', 'pending') AND answerable AND timed AND triggered_earliest <= %(now)s AND {due}
) AS each_duty
 WHERE NOT EXISTS (SELECT FROM running_notice n WHERE n.duty = key AND n.what = %(what)s AND n.due = due_latest)
 ORDER BY due_latest LIMIT %(most_at_once)s
ON CONFLICT DO NOTHING RETURNING due
"""
_OVERDUE = _INSERT.format(due="due_latest <= %(now)s AND due_latest > %(since)s")  # nosec B608
_SOON = _INSERT.format(  # nosec B608
    due="due_latest > %(since)s AND due_latest <= %(now)s + %(most)s AND due_latest - %(now)s"
    " <= least(greatest((due_latest - triggered_earliest) * %(part)s, %(least)s), %(most)s)"
)
