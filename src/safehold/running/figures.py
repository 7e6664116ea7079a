"""What is counted of requests, for Prometheus. Each process counts for itself; where PROMETHEUS_MULTIPROC_DIR is set, as `safehold serve`
sets it for its workers, the counts are in files that one place adds up."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

FILES, HEALTH, NOWHERE = "files", "health", "nowhere"
UNTOLD = (FILES, HEALTH)  # asked every few seconds, by no person: counted, and not logged
# What the service is held to, 150 ms for the history check and 300 ms for pages, are edges of these.
_EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("safehold_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram("safehold_request_seconds", "How long an answer took", ["view"], buckets=_EDGES)
UNDER_WAY = Gauge("safehold_requests_under_way", "Requests being answered", multiprocess_mode="livesum")


@contextmanager
def under_way() -> Iterator[None]:
    UNDER_WAY.inc()
    try:
        yield
    finally:
        UNDER_WAY.dec()


def answered(view: str, method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(view, method, str(status)).inc()
    SECONDS.labels(view).observe(seconds)
