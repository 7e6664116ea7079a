"""How a process that serves for long looks through its memory."""

import gc


def settled() -> None:
    """Before its first work. What a process has read by now stays for as long as it lives, and what a page makes is gone with the page:
    looking through all of it for what is unreachable, every few pages, took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
