"""Whose turn it is to take what comes: the process that has least to answer.

Every process of the site listens, and whichever wakes first would take a connection, also while its one thread for pages is busy and
another process has nothing to do. What each has to answer stands in memory that they share: a byte each, written by its own process alone.
"""

import mmap
import threading

PLACES = 64
_NOBODY = b"\xff"


class Turns:
    def __init__(self, places: int = PLACES) -> None:
        self._answering = mmap.mmap(-1, places)  # shared with whatever is forked from here
        self._answering[:] = _NOBODY * places
        self._mine: int | None = None
        self._counting = threading.Lock()

    def place(self) -> int | None:
        """A place for a process that is about to be forked; none where all are taken, and that process takes whatever comes."""
        found = self._answering.find(_NOBODY)
        if found < 0:
            return None
        self._answering[found] = 0
        return found

    def left(self, place: int | None) -> None:
        """That process is no more."""
        if place is not None:
            self._answering[place : place + 1] = _NOBODY

    def take(self, place: int | None) -> None:
        """This process is the one of that place."""
        self._mine = place

    def __enter__(self) -> None:
        """For as long as something is being answered, or waits for the thread that will."""
        self._add(1)

    def __exit__(self, *_: object) -> None:
        self._add(-1)

    def mine(self) -> bool:
        """Whether no other process has less to answer than this one."""
        return self._mine is None or self._answering[self._mine] <= min(self._answering[:])

    def _add(self, many: int) -> None:
        if self._mine is not None:
            with self._counting:
                self._answering[self._mine] += many


turns = Turns()
