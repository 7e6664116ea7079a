"""The runner's jobs, by the list of config/jobs.py, each when its time has come."""

import time

import structlog
from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

from safehold.running import beats

log = structlog.get_logger("safehold.runner")


class Lost(Exception):
    """The database has gone: what stands in it cannot be known until it is back."""


class Job:
    def __init__(self, name: str, path: str, every: float) -> None:
        self.name, self.every = name, every
        self._work = import_string(path)
        self._next = 0.0  # by a clock that nobody can set back

    def due(self) -> bool:
        return time.monotonic() >= self._next

    def wait(self) -> float:
        return max(0.0, self._next - time.monotonic())

    def resume(self, beat: beats.Beaten | None) -> None:
        """After a start: what was done lately is not done again yet. Where the clock says it was done in the future it is done now."""
        if self.every > 60 and beat is not None and beat.done is not None and beats.recent(beat, self.every):
            since = max(0, beats.now() - beat.done) / 1_000_000
            self._next = time.monotonic() + self.every - since

    def do(self) -> bool:
        """Whether it came to its end. A job that fails stops no other one; it is tried again when its time comes next."""
        began = time.monotonic()
        self._next = began + self.every
        try:
            count = int(self._work() or 0)
            beats.done(self.name, count)
        except Exception as error:
            log.exception("job failed", job=self.name)
            self._note(error)
            return False
        if count:
            log.info("job", job=self.name, count=count, ms=round((time.monotonic() - began) * 1000))
        return True

    def _note(self, error: Exception) -> None:
        try:
            beats.failed(self.name, error)
        except Error as gone:
            raise Lost from gone


def jobs() -> list[Job]:
    return [Job(*each) for each in settings.SAFEHOLD_JOBS]
