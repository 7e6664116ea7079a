"""`safehold run`: what has to happen without anybody asking for it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from safehold.running.stopping import Stop


@click.command()
@click.option("--once", is_flag=True, help="Do everything once and end, for a timer; else until asked to stop.")
def run(once: bool) -> None:
    """Announces duties that are due or overdue, works out what a killed program left, and does the daily upkeep.

    Any number may be started: one works, the others wait to take over."""
    from safehold.commands.starting import ready

    with asked_to_stop() as stop, ready() as database:
        from safehold.database.embedded import revive
        from safehold.running import runner

        if once:
            if not runner.once(stop):
                sys.exit(1)
            return
        runner.run(stop, revive if database.embedded else lambda: None)


@contextmanager
def asked_to_stop() -> Iterator[Stop]:
    """Set by SIGTERM, SIGHUP and Ctrl+C, which then end nothing by themselves: the step at hand is finished first."""
    stop = Stop()
    before = {number: signal.signal(number, stop.set) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.close()
