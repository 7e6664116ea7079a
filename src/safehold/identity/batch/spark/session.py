"""Spark itself: started on this machine unless another is named, heard of nowhere else, and quiet."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

JAVA = 17  # what Spark 4 runs on, or later


class NoSpark(RuntimeError):
    """Spark cannot run here, or did not finish; the message says what to install, or what it said."""


def ready() -> None:
    """Raises NoSpark with what is to be installed."""
    if importlib.util.find_spec("pyspark") is None:
        raise NoSpark("--engine spark needs pyspark, which is not installed: `make spark-install`, or pip install 'safehold[spark]'")
    java = _java()
    found = _version(java) if java else None
    if found is None or found < JAVA:
        there = f"{java} is Java {found}" if found else "there is none"
        raise NoSpark(f"--engine spark needs Java {JAVA} or later, and {there}: install one, or set JAVA_HOME to where it is")


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else shutil.which("java")


def _version(java: str) -> int | None:
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True, timeout=60).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


@contextmanager
def spark(folder: Path, name: str = "safehold link") -> Iterator[Any]:
    """A session. `folder` is for what Spark writes beside; on a cluster every machine must see it. Raises NoSpark."""
    ready()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.app.name": name,
        "spark.jars": similarity_jar_location(),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    # A cluster's address; without it, Spark runs in this machine's own processes.
    master = os.environ.get("SAFEHOLD_SPARK_MASTER", "local[*]")
    if master.startswith("local"):
        settings |= _alone(folder)
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = None
    try:
        with _java_quiet(folder / "spark.log"):
            session = builder.getOrCreate()
        yield session
    except (Py4JError, PySparkException) as error:
        raise NoSpark(f"Spark did not finish: {_first_line(error)}") from error
    finally:
        if session is not None:
            session.stop()


def _alone(folder: Path) -> dict[str, str]:
    """On one machine nothing listens but for its own processes."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": f"{max(memory // 2, 1)}g",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
    }


@contextmanager
def _java_quiet(log: Path) -> Iterator[None]:
    """Java takes over this process's standard error when it starts: what it tells of itself there is not for whoever runs the command."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line for line in lines if "Exception" in line or "Error" in line), lines[0] if lines else type(error).__name__)
