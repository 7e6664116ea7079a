"""The least that a page of this stack takes: Django, one SELECT, ten words, by the same server of pages and the same database."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time

TIMES = 300


def floor() -> float:
    """Milliseconds in the middle, over one open connection. The home of this process is the one whose database is asked."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.load.bare:application", f"--bind=127.0.0.1:{port}", "--worker-class=gthread"]
    server = subprocess.Popen(
        [*command, "--workers=2", "--threads=4", "--keep-alive=60", "--log-level=error"], env=os.environ, stderr=subprocess.DEVNULL
    )
    try:
        return statistics.median(_asked(port)[20:])
    finally:
        server.terminate()
        server.wait()


def _asked(port: int) -> list[float]:
    until = time.monotonic() + 30
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
    figures = []
    for _ in range(TIMES):
        began = time.perf_counter()
        connection.request("GET", "/")
        connection.getresponse().read()
        figures.append((time.perf_counter() - began) * 1000)
    return figures
