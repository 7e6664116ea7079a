"""Too much of something: connections, slow clients, attempts to sign in; and no room on the disk."""

import json
import os
import socket
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path

import psycopg
from benchmarks.load.faults.scene import Fault, Scene

SLOW_CLIENTS, FAILED = 40, 1000


def _address(home: Path) -> str:
    """The superuser's, by socket."""
    from safehold.database.address import url
    from safehold.database.place import find

    place = find(home)
    return url(place.sockets, "postgres", json.loads(place.passwords.read_text())["superuser"], "safehold")


def _connections(scene: Scene) -> str:
    """Takes every connection that is left, and ends the site's, so that it has to ask for new ones."""
    address = _address(scene.home)
    with ExitStack() as held:
        mine = held.enter_context(psycopg.connect(address, autocommit=True))
        taken = 0
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(psycopg.connect(address, autocommit=True))
                taken += 1
        mine.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'safehold_app'")
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(psycopg.connect(address, autocommit=True))
                taken += 1
        time.sleep(15)
    return f"{taken} connections taken for 15 s; serving again {scene.again():.1f} s after they were given back"


def _slow(scene: Scene) -> str:
    """Clients that send a byte a second of a request that never ends."""
    host, port = scene.site.address.removeprefix("http://").split(":")
    over = threading.Event()

    def one() -> None:
        with suppress(OSError), socket.create_connection((host, int(port)), 10) as slow:
            slow.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n")
            while not over.wait(1):
                slow.sendall(b"x")

    threads = [threading.Thread(target=one) for _ in range(SLOW_CLIENTS)]
    for thread in threads:
        thread.start()
    took = scene.again(30)
    time.sleep(20)
    meanwhile = scene.again(30)
    over.set()
    for thread in threads:
        thread.join()
    return f"{SLOW_CLIENTS} of them for 20 s; meanwhile a page was answered after {took:.1f} s and {meanwhile:.1f} s"


def _attempts(scene: Scene) -> str:
    """Wrong passwords for many numbers, eight at a time."""
    host = scene.site.address.removeprefix("http://")
    told: dict[int, int] = {}

    def one(number: int) -> None:
        connection = HTTPConnection(host, timeout=60)
        with suppress(OSError):
            headers = {"X-Forwarded-Proto": "https", "Referer": f"https://{host}/sign-in", "Origin": f"https://{host}"}
            connection.request("GET", "/sign-in", headers=headers)
            answer = connection.getresponse()
            cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
            token = answer.read().decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "staff_id": f"npol-i-{number}", "password": "not this one"})
            form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/sign-in", body, headers | form)
            status = connection.getresponse().status
            told[status] = told.get(status, 0) + 1
        connection.close()

    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(FAILED)))
    took = time.monotonic() - began
    return f"{FAILED:,} in {took:.0f} s, answered {', '.join(f'{status}: {n}' for status, n in sorted(told.items()))}"


def _disk(scene: Scene) -> str:
    """Fills the disk on which the database lies, and empties it again."""
    from safehold.database.place import find

    ballast = find(scene.home).server / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * (1 << 20)) == 1 << 20:
            pass
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while file.write(b"\0" * 4096):
            os.fsync(file.fileno())
    time.sleep(15)
    ballast.unlink()
    return f"full for 15 s; serving again {scene.again():.1f} s after there was room"


FAULTS = [
    Fault("disk", "disk full", _disk, small=True),
    Fault("connections", "no connection left", _connections),
    Fault("slow", "a slow client", _slow),
    Fault("attempts", "a thousand failed sign-ins", _attempts, seconds=150),
]
