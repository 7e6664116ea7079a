"""Replays in processes of this machine: each takes a part at a time and holds no more than a batch of it."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from safehold.replay.columns.engine import Columns
from safehold.replay.judging import Asked, judge
from safehold.replay.layout import OUTPUT
from safehold.replay.reading import Part, batch_of, tables
from safehold.rulebook.loader import load_rules, standard_rules
from safehold.rulebook.rulebook import Rulebook

COLUMNS = 40_000  # events of a batch where columns are read: what is asked of many at once is asked the cheaper the more they are


class Ended(Exception):
    """A worker that was ended from outside, most often for want of memory."""


class Replayer:
    """What one process keeps between parts: the rules made ready, and all that parts share."""

    def __init__(self, asked: Asked, *, columns: bool) -> None:
        self.asked = asked
        self.rules = rules_of(asked)
        self.coverage = asked.coverage()
        self.columns = Columns(self.rules, asked, self.coverage) if columns else None

    def part(self, part: Part, out: Path) -> int:
        """Writes what is found in a part, and says how many duties that is."""
        found = 0
        with without_looking_for_circles(), pq.ParquetWriter(out, OUTPUT, compression="zstd") as writer:
            for table, first in tables(part, most=COLUMNS) if self.columns else tables(part):
                rows = self.columns.judge(table, first, part.file) if self.columns else self._plainly(table, first, part.file)
                if rows.num_rows:
                    writer.write_table(rows)
                found += rows.num_rows
        return found

    def _plainly(self, table: pa.Table, first: int, file: str) -> pa.Table:
        return judge(batch_of(table, first, file), self.rules, self.asked, self.coverage).rows()


@contextmanager
def without_looking_for_circles() -> Iterator[None]:
    """A case holds hardly a circle, so that nearly all of it goes once nothing names it. Looking for circles time and again, through all of
    a batch while it is made, was a good part of the work."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
        gc.collect()


def rules_of(asked: Asked) -> Rulebook:
    return standard_rules() if asked.rules is None else load_rules(Path(asked.rules))


def replayed(parts: list[Part], asked: Asked, folder: Path, *, workers: int, columns: bool, tell: Callable[[int], None]) -> int:
    """How many duties were found in all, in one file a part. `tell` is told of events done. Raises Unreadable, Ended."""
    found = 0
    if workers == 1:
        replayer = Replayer(asked, columns=columns)
        for number, part in enumerate(parts):
            found += replayer.part(part, _file(folder, number))
            tell(part.stop - part.start)
        return found
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(parts)) or 1, context, _begin, (asked, columns)) as pool:
        try:
            for part, many in _as_done(pool, parts, folder, 2 * workers):
                found += many
                tell(part.stop - part.start)
        except BrokenProcessPool as error:
            raise Ended("A process of the replay was ended from outside, most often for want of memory: try fewer --processes.") from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def _as_done(pool: ProcessPoolExecutor, parts: list[Part], folder: Path, ahead: int) -> Iterator[tuple[Part, int]]:
    """Few are handed out ahead, so that a run that is broken off ends soon."""
    waiting: dict[Future[int], Part] = {}
    given = iter(enumerate(parts))
    while True:
        for number, part in given:
            waiting[pool.submit(_do, part, _file(folder, number))] = part
            if len(waiting) >= ahead:
                break
        if not waiting:
            return
        for done in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield waiting.pop(done), done.result()


def _file(folder: Path, number: int) -> Path:
    return folder / f"obligations-{number:05d}.parquet"


_HERE: list[Replayer] = []  # of a worker, one


def _begin(asked: Asked, columns: bool) -> None:
    """In a worker. Ctrl+C is heard by whoever started it; should that one be killed, nobody is left working."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _HERE.append(Replayer(asked, columns=columns))


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _do(part: Part, out: Path) -> int:
    return _HERE[0].part(part, out)
