"""Progress of long work: on a terminal a bar, otherwise nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEPS = 200  # the bar moves so often at most: drawing it for every line would cost more than reading the line


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A function to tell of each piece done. One bar at a time: what comes in stages has a bar for each, one after the other."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    share = TextColumn("{task.percentage:3.0f} %")
    columns = (TextColumn("{task.description:12}"), BarColumn(), share, TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        unseen = 0

        def tell(done: int) -> None:
            nonlocal unseen
            unseen += done
            if unseen * STEPS >= total:
                progress.advance(task, unseen)
                unseen = 0

        yield tell
