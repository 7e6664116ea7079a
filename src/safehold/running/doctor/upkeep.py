"""What has to happen regularly, and whether it did."""

import os
from collections.abc import Iterator
from typing import Any

from django.db import connections

from safehold.chronology.recording import rows
from safehold.database.place import default_home, find
from safehold.running import beats
from safehold.running.beats import Beaten
from safehold.running.doctor.backup_disk import backup_disk
from safehold.running.doctor.finding import Finding, judged
from safehold.running.heads import heads_file
from safehold.running.standing import QUIET
from safehold.running.waiting import waiting

HOUR, DAY = 3600, 24 * 3600
_STALE = """
SELECT relname FROM pg_stat_user_tables
 WHERE n_live_tup > 10000 AND coalesce(greatest(last_analyze, last_autoanalyze), '-infinity') < now() - interval '30 days' ORDER BY 1
"""
_ARCHIVER = """
SELECT current_setting('archive_mode'), last_archived_time, last_failed_time,
       extract(epoch FROM now() - last_archived_time) FROM pg_stat_archiver
"""


def upkeep() -> Iterator[Finding]:
    done = beats.beaten()
    yield judged("runner", beats.recent(done.get(beats.RUNNER), QUIET), _last("The runner was at work", done.get(beats.RUNNER)),
                 mend="Start `safehold run`: until then nothing is announced.")  # fmt: skip
    for name, beat in sorted(done.items()):
        if beat.failed:
            yield Finding("wrong", name, f"Its last attempt failed with {beat.failed}", "Look for it in the runner's log by this name.")
    yield _backup(done)
    with connections["default"].cursor() as cursor:
        yield _archive(cursor, done.get(beats.BASE))
        if not os.environ.get("DATABASE_URL"):
            ((command,),) = rows(cursor, "SELECT current_setting('archive_command')")
            yield from backup_disk(command, find(default_home()).data)
        stale = [name for (name,) in rows(cursor, _STALE)]
    verified = done.get(beats.VERIFY)
    yield judged("verified", beats.recent(verified, 2 * DAY), _last("The chains were read through", verified), level="warn",
                 mend="Run `safehold verify` daily, by a timer.")  # fmt: skip
    path = heads_file()
    says = f"The chains' heads are noted in {path}" if path.is_file() else f"There is no {path}"
    yield judged("heads", path.is_file(), says, level="warn",
                 mend="Run `safehold verify`, and keep this file where whoever writes to the database cannot.")  # fmt: skip
    says = f"Statistics are old for {', '.join(stale)}" if stale else "Statistics are fresh where tables are large"
    yield judged("statistics", not stale, says, level="warn", mend="Run as the owner: ANALYZE; and see that autovacuum is on.")
    count = waiting()[0]
    yield judged("waiting", count < 10_000, f"{count:,} events are stored and not yet worked out", level="warn",
                 mend="An import is under way, or none is and no runner: start `safehold run`.")  # fmt: skip


def _backup(done: dict[str, Beaten]) -> Finding:
    last = max((beat for name in (beats.BACKUP, beats.BASE) if (beat := done.get(name))), key=lambda beat: beat.done or 0, default=None)
    says = _last("The last backup that Safehold made was", last)
    mend = "Run `safehold backup` daily, by a timer; where the server is backed up by other means, see that it was."
    if beats.recent(last, 1.5 * DAY):
        return Finding("ok", "backup", says)
    return Finding("wrong" if not beats.recent(last, 7 * DAY) else "warn", "backup", says, mend)


def _archive(cursor: Any, base: Beaten | None) -> Finding:
    """Whether changes are kept as they are made, so that a time since the last backup can be had. Of the embedded database the server says
    that it archives in any case (configuration.py): there only a base backup tells."""
    mode, archived, failed, since = rows(cursor, _ARCHIVER)[0]
    mend = "See docs/operations.md, Backup and restore: until then what was recorded since the last backup can be lost."
    kept = bool(os.environ.get("DATABASE_URL")) or base is not None
    if mode != "on" or archived is None or not kept:
        return Finding("warn", "archive", "Changes are not archived as they are made", mend)
    if failed is not None and failed > archived:
        return Finding("wrong", "archive", "Archiving fails", "See the server's log: the folder is full, or not to be reached. " + mend)
    return judged("archive", float(since) < HOUR, f"The last change was archived {_ago(float(since))}", level="warn",
                  mend="Where people are at work, one is archived every minute: " + mend)  # fmt: skip


def _last(what: str, beat: Beaten | None) -> str:
    return f"{what}: never" if beat is None or beat.done is None else f"{what} {_ago((beats.now() - beat.done) / 1e6)}"


def _ago(seconds: float) -> str:
    if seconds < 0:
        return "in the future, by a clock that was wrong"
    for length, unit in ((DAY, "days"), (HOUR, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit} ago"
    return f"{seconds:.0f} seconds ago"
