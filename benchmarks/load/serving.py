"""The site as it is operated, started from here: `safehold serve` with its own supervisor, workers, runner and database."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from benchmarks.load import processes

PROGRAM = str(Path(sys.executable).with_name("safehold"))
READY = 120.0  # seconds


class Site(NamedTuple):
    address: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def gunicorn(self) -> int:
        return next(pid for pid in processes.children(self.process.pid) if "gunicorn" in processes.command(pid))

    @property
    def workers(self) -> list[int]:
        return processes.children(self.gunicorn)


def postmaster(home: Path) -> int:
    from safehold.database.place import find

    return int((find(home).data / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def served(
    home: Path, *, workers: int | None = None, variables: Mapping[str, str] = MappingProxyType({}), program: tuple[str, ...] = ()
) -> Iterator[Site]:
    """`program` stands before the command, such as one that shifts its clock."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "site.log"
    environment = {**os.environ, "SAFEHOLD_HOME": str(home), "SAFEHOLD_PROXY_TLS": "1", **variables}
    many = ["--workers", str(workers)] if workers else []
    command = [*program, PROGRAM, "serve", "--port", str(port), *many]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    site = Site(f"http://127.0.0.1:{port}", process, log)
    try:
        await_ready(site)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()


def await_ready(site: Site, most: float = READY) -> float:
    """Until the site says that it can work; in how many seconds."""
    began = time.monotonic()
    while time.monotonic() - began < most:
        if site.process.poll() is not None:
            sys.exit(f"the site ended; see {site.log}")
        if ready(site):
            return time.monotonic() - began
        time.sleep(0.1)
    sys.exit(f"the site was not ready in {most:.0f} s; see {site.log}")


def ready(site: Site, timeout: float = 5.0) -> bool:
    try:
        with urlopen(f"{site.address}/health/ready", timeout=timeout) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPError, OSError):
        return False


def working(site: Site, timeout: float = 10.0) -> bool:
    """Whether a page that reads and writes the database is answered."""
    try:
        with urlopen(Request(f"{site.address}/sign-in", headers={"X-Forwarded-Proto": "https"}), timeout=timeout) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPError, OSError):
        return False


def use_keys(home: Path) -> None:
    """The keys of that home, for what reads its database in this process."""
    for name, variable in (
        ("secret-key", "SAFEHOLD_SECRET_KEY"),
        ("confidential-keys", "SAFEHOLD_CONFIDENTIAL_KEYS"),
        ("vault-keys", "SAFEHOLD_VAULT_KEYS"),
        ("factor-keys", "SAFEHOLD_FACTOR_KEYS"),
    ):
        path = home / name
        os.environ[variable] = path.read_text("ascii") if path.exists() else secrets.token_urlsafe(48)


def program(*command: object, home: Path, check: bool = True) -> dict[str, object]:
    """What one of the program's commands says with --json."""
    environment = {**os.environ, "SAFEHOLD_HOME": str(home)}
    ended = subprocess.run([PROGRAM, *map(str, command), "--json"], check=check, capture_output=True, env=environment)
    found = json.loads(ended.stdout)
    assert isinstance(found, dict)
    return found


def holds(home: Path) -> bool:
    """Whether every chain holds, as `safehold verify` says it."""
    environment = {**os.environ, "SAFEHOLD_HOME": str(home)}
    return subprocess.run([PROGRAM, "verify"], check=False, capture_output=True, env=environment).returncode == 0
