"""The program as a process of its own, forked from one that has read already what it is made of: reading that takes longer than what most
tests want of it.

The one that is forked knows no settings and has no threads; a fork has the arguments, the environment and the three files that were sent.
A test of starting itself, of signals, or of several at once starts the program as everybody does.
"""

import importlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(sys.executable).with_name("safehold")

# What nearly every command reads before it looks at its settings, and what Django reads while it is set up.
_READ_BEFORE = (
    "safehold.cli",
    "safehold.commands.starting",
    "safehold.commands.record",
    "safehold.running.faults",
    "django.contrib.auth.hashers",
    "django.contrib.postgres.fields",
    "django.contrib.postgres.indexes",
    "django.contrib.sessions.backends.db",
    "django.contrib.staticfiles.storage",
    "django.core.cache",
    "safehold.database.engine.base",
    "django.db.migrations.loader",
    "django.template.backends.jinja2",
    "django.views.generic",
    "cryptography.hazmat.primitives.ciphers.aead",
    "metaphone",
    "rapidfuzz.process",
)
_LARGEST = 1 << 17  # bytes of a question: an environment
_WAITING = "import sys; from harness.forking import wait; main = wait(int(sys.argv[1])); main and main()"


class Ended(NamedTuple):
    status: int
    out: str
    err: str


class Forking:
    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked

    def __call__(self, *arguments: object, environment: Mapping[str, str], given: str = "") -> Ended:
        with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            typed.write(given.encode())
            typed.seek(0)
            wish = {"arguments": [str(PROGRAM), *map(str, arguments)], "environment": dict(environment), "folder": os.getcwd()}
            socket.send_fds(self._asked, [json.dumps(wish).encode()], [typed.fileno(), out.fileno(), err.fileno()])
            status = int(self._asked.recv(100))
            for each in (out, err):
                each.seek(0)
            return Ended(status, out.read().decode(), err.read().decode())


@contextmanager
def forking() -> Iterator[Forking]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    tests = str(Path(__file__).resolve().parents[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (tests, kept.get("PYTHONPATH", ""))))
    command = [sys.executable, "-c", _WAITING, str(theirs.fileno())]
    with subprocess.Popen(command, env=kept, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
        theirs.close()
        with ours:
            yield Forking(ours)


def wait(descriptor: int) -> Callable[[], None] | None:
    """For each wish that comes a fork, in which this returns what the program does; nothing where no more will come."""
    for module in _READ_BEFORE:
        importlib.import_module(module)
    with socket.socket(fileno=descriptor) as asked:
        while True:
            said, files, _, _ = socket.recv_fds(asked, _LARGEST, 3)
            if not said:
                return None
            child = os.fork()
            if not child:
                break
            for each in files:
                os.close(each)
            asked.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    wish = json.loads(said)
    for standard, each in enumerate(files):
        os.dup2(each, standard)
        os.close(each)
    os.chdir(wish["folder"])
    os.environ.clear()
    os.environ.update(wish["environment"])
    sys.argv[:] = wish["arguments"]
    from safehold.cli import main

    return main
