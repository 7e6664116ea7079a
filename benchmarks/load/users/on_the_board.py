"""A control room supervisor: the board stays open and asks by itself; now and then something is answered on it."""

import time

from benchmarks.load.users.at_work import AtWork

EVERY = 15.0  # seconds, as the page says


class OnTheBoard(AtWork):
    abstract = True

    def round(self) -> None:
        if not self.get("/board/", "board"):
            return
        until = time.monotonic() + 180 * self.pace
        while time.monotonic() < until:
            self.think(EVERY / self.pace, EVERY / self.pace)
            self.get("/board/", "board, by itself", kind="poll", **{"HX-Request": "true", "X-Safehold-Poll": "1"})
        super().round()
