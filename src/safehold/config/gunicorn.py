"""How gunicorn logs and counts, beside what `safehold serve` gives it on its command line: `-c python:safehold.config.gunicorn`."""

import os
from typing import Any

from safehold.running import memory
from safehold.running.logs import LOGGING
from safehold.running.turns import turns

# gunicorn puts a configuration of its own under this one: what is not named here would be its own handlers, with addresses in them.
logconfig_dict: dict[str, Any] = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False}},
}


def pre_fork(_server: Any, worker: Any) -> None:
    worker.place = turns.place()


def post_fork(_server: Any, worker: Any) -> None:
    from safehold.running.faults import catch_all

    catch_all()
    turns.take(worker.place)


def pre_request(_worker: Any, request: Any) -> None:
    """A connection stays with one worker. It is kept for files, which come many at once; whatever else is asked next goes to whichever
    worker has least to answer by then."""
    if not request.path.startswith("/static/"):
        request.force_close()


def post_worker_init(_worker: Any) -> None:
    """Before its first request."""
    from safehold.database.engine.base import DatabaseWrapper

    DatabaseWrapper.plans_kept = True
    memory.settled()


def child_exit(_server: Any, worker: Any) -> None:
    """What a worker that has ended was just doing is no longer under way."""
    turns.left(worker.place)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
