"""What is kept of a run: begun, what each transaction of it changed, ended. Written by the recorder."""

from typing import Any

import msgspec

from safehold.chronology.recording import copy, rows
from safehold.identity.judging import in_force
from safehold.identity.placing import MENTIONS_AN_EVENT
from safehold.identity.reconciling.putting_right import Done

# Whoever began to record before this long ago has finished.
_LONGEST_RECORDING = 60 * 60 * 1_000_000


class Begun(msgspec.Struct, frozen=True):
    """Profiles before `since` have been compared with one another by the model in force."""

    run: int
    since: int


def begin(cursor: Any, now: int, *, shown_only: bool, everything: bool) -> Begun:
    """What an earlier run would have changed is told no more."""
    cursor.execute(
        "WITH gone AS (DELETE FROM reconciling_run WHERE shown_only RETURNING id) DELETE FROM reconciling_change c USING gone g"
        " WHERE c.run_id = g.id"
    )
    before = rows(
        cursor,
        "SELECT watermark FROM reconciling_run WHERE ended IS NOT NULL AND NOT shown_only AND model = %s ORDER BY id DESC LIMIT 1",
        [in_force()],
    )
    seq = rows(cursor, "SELECT seq FROM chronology_event WHERE received < %s ORDER BY seq DESC LIMIT 1", [now - _LONGEST_RECORDING])
    ((run,),) = rows(
        cursor,
        "INSERT INTO reconciling_run (began, model, shown_only, watermark, profiles, compared, judgements, cases, duties)"
        " VALUES (%s, %s, %s, %s, 0, 0, 0, 0, 0) RETURNING id",
        [now, in_force(), shown_only, seq[0][0] * MENTIONS_AN_EVENT if seq else 0],
    )
    return Begun(run, 0 if everything or not before else before[0][0])


def add(cursor: Any, run: int, done: Done) -> None:
    cursor.execute(
        "UPDATE reconciling_run SET judgements = judgements + %s, cases = cases + %s, duties = duties + %s WHERE id = %s",
        [done.judgements, done.cases, done.duties, run],
    )
    told = [(run, each.what, each.before, each.after) for each in done.changes]
    copy(cursor, "reconciling_change", ("run_id", "what", "before", "after"), told)


def end(cursor: Any, run: int, now: int, *, profiles: int, compared: int) -> None:
    cursor.execute("UPDATE reconciling_run SET ended = %s, profiles = %s, compared = %s WHERE id = %s", [now, profiles, compared, run])
