"""Serving the site: gunicorn as a child process, so that the database outlives it and is stopped after it."""

import hashlib
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from safehold.commands.starting import NotReady
from safehold.database import signals

HOST = "127.0.0.1"
# A thread of each makes pages, and half of a page's time is the database's. Each may take five of the hundred connections.
WORKERS = min(2 * (os.cpu_count() or 1), 8)
_READERS = 128  # threads of each that read requests and send answers; those that work are few (safehold.running.whole)
_FIRST_ANSWER = 60.0  # seconds
_LEAVING = 20  # seconds that requests under way are given at the end
_SHARED_MEMORY = Path("/dev/shm")  # nosec B108


def must_be_free(host: str, port: int) -> None:
    """Raises NotReady where the site could not listen there, before anything else is done."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise NotReady(f"Port {port} is kept for the machine's administrator. Choose one from 1024 up with --port.") from error
    except socket.gaierror as error:
        raise NotReady(f"{host} is not an address of this machine.") from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotReady(f"The site cannot listen on {host}, port {port}: {why}. Choose another with --port.") from error


def collect_static() -> None:
    """Puts the static files together, hashed and compressed, where any of them has changed since that was last done."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.BUILT_STATIC.is_dir():
        raise NotReady(f"The design system's files are not at {settings.BUILT_STATIC}. Run `make install`.")
    folder, now = Path(settings.STATIC_ROOT), _static_files()
    note = folder.with_name(f"{folder.name}-from")
    if folder.is_dir() and note.exists() and note.read_text("ascii") == now:
        return
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(now, "ascii")


def _static_files() -> str:
    """A digest of where the static files come from, how long they are and when they were written."""
    from django.contrib.staticfiles.finders import get_finders

    found = sorted(Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def serve(
    host: str, port: int, when_up: Callable[[], object], *, workers: int = WORKERS, keeps: Sequence[int] = (),
    variables: Mapping[str, str] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Serves until asked to stop (Ctrl+C, SIGTERM, SIGHUP), then lets the requests under way finish and returns.

    `keeps` are file descriptors that the site holds open for as long as it lives, whatever becomes of us; `variables` are added to its
    environment.
    """
    with signals.unwound(), _running(_command(host, port, workers), keeps, variables) as site:
        try:
            if _answers(host, port, site):
                when_up()
            site.wait()
        except (KeyboardInterrupt, SystemExit):
            return
    raise NotReady(f"The site stopped by itself, with status {site.returncode}. What it said stands above.")


def _command(host: str, port: int, workers: int) -> list[str]:
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # Heartbeats are files: on a disk that is busy a worker would be taken for dead.
    heartbeats = [f"--worker-tmp-dir={_SHARED_MEMORY}"] if os.access(_SHARED_MEMORY, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", "safehold.config.wsgi:whole", "--config=python:safehold.config.gunicorn",
        f"--bind={listen}", f"--workers={workers}", "--worker-class=safehold.running.worker.Worker",
        f"--threads={_READERS}", "--preload", "--no-control-socket", "--log-level=warning", f"--graceful-timeout={_LEAVING}",
        # Of files, which a page asks for one after another; all else is closed once it is answered (config/gunicorn.py).
        # For files, of which a page asks one after another; all else is closed once it is answered (config/gunicorn.py).
        "--keep-alive=60", *heartbeats,
    ]  # fmt: skip


@contextmanager
def _running(command: list[str], keeps: Sequence[int], variables: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """In a session of its own, so that Ctrl+C reaches us alone and we end it in order."""
    child = subprocess.Popen(command, env={**os.environ, **variables}, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=keeps)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(timeout=_LEAVING + 5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _answers(host: str, port: int, site: subprocess.Popen[bytes]) -> bool:
    """Waits for the first page, whatever it says."""
    until = time.monotonic() + _FIRST_ANSWER
    while site.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection(_from_here(host), port, timeout=_FIRST_ANSWER)
        try:
            connection.request("GET", "/sign-in")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return True
        finally:
            connection.close()
    return False


def _from_here(host: str) -> str:
    """Where this machine itself reaches what listens there: who listens everywhere has no address of that name."""
    try:
        everywhere = ipaddress.ip_address(host)
    except ValueError:
        return host
    if not everywhere.is_unspecified:
        return host
    return "127.0.0.1" if everywhere.version == 4 else "::1"
