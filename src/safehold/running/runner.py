"""The runner: one at work, others may wait to take over. It finishes the step at hand when asked to stop, and may be killed anywhere."""

from collections.abc import Callable, Sequence

import psycopg
import structlog
from django.db import Error, close_old_connections, connections

from safehold.running import beats
from safehold.running.alone import alone
from safehold.running.jobs import Job, Lost, jobs
from safehold.running.stopping import Stop

log = structlog.get_logger("safehold.runner")
BEAT = 10.0  # seconds between two signs of life
_BACK = 2.0  # seconds until the database that has gone is tried again


def once(stop: Stop, wanted: Sequence[Job] | None = None) -> bool:
    """Every job, one time; for a timer. Whether all came to their end."""
    fine = True
    with alone(stop, lambda: log.info("waiting for another runner")) as session:
        for job in (wanted or jobs()) if session else ():
            if stop.is_set():
                break
            fine = job.do() and fine
        if session:
            beats.done(beats.RUNNER)
    return fine


def run(stop: Stop, revive: Callable[[], object] = lambda: None) -> None:
    """Until asked to stop. `revive` is called where the database has gone, and may bring it back."""
    while not stop.is_set():
        try:
            with alone(stop, lambda: log.info("waiting for another runner")) as session:
                if session:
                    log.info("runner started")
                    _work(stop, session)
        except (Error, psycopg.Error, Lost) as error:
            log.warning("database gone", exc_info=error)
            connections["default"].close()
            revive()
            stop.wait(_BACK)
    connections["default"].close()
    log.info("runner stopped")


def _work(stop: Stop, session: psycopg.Connection) -> None:
    wanted = jobs()
    before = beats.beaten()
    for job in wanted:
        job.resume(before.get(job.name))
    while not stop.is_set():
        session.execute("SELECT 1")  # whoever has lost this session has lost the lock: another may be at work
        close_old_connections()
        beats.done(beats.RUNNER)
        for job in wanted:
            if job.due() and not stop.is_set():
                job.do()
        stop.wait(min(BEAT, *(job.wait() for job in wanted)))
