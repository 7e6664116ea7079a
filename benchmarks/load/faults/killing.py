"""Processes that end without a word."""

import os
import signal

from benchmarks.load import serving
from benchmarks.load.faults.scene import Fault, Scene


def _one_worker(scene: Scene) -> str:
    os.kill(scene.site.workers[0], signal.SIGKILL)
    return f"serving again after {scene.again():.1f} s"


def _all_workers(scene: Scene) -> str:
    for worker in scene.site.workers:
        os.kill(worker, signal.SIGKILL)
    return f"serving again after {scene.again():.1f} s"


def _database(scene: Scene) -> str:
    os.kill(serving.postmaster(scene.home), signal.SIGKILL)
    return f"serving again after {scene.again():.1f} s"


FAULTS = [
    Fault("worker", "kill -9 of a web worker", _one_worker),
    Fault("workers", "kill -9 of all web workers", _all_workers),
    Fault("database", "kill -9 of the database", _database),
]
