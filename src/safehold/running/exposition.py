"""What Prometheus reads, on an address of its own that is not the site's: what the site's processes counted, added up, and how things stand
in the database. Duties are counted by agency; nothing here is about a person, and there is no label that could name one."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import Error, connections, transaction
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from safehold.chronology.recording import rows
from safehold.chronology.session import recorder
from safehold.running import beats
from safehold.running.alone import held
from safehold.running.waiting import waiting

# As My work and the board count what is open and what is overdue (worklist.py).
_DUTIES = """
SELECT agency, count(*), count(*) FILTER (WHERE timed AND due_latest <= %(now)s AND state <> 'unknown')
  FROM rulebook_obligation
 WHERE state IN ('breached', 'uncertain', 'unknown', 'pending') AND answerable AND triggered_earliest <= %(now)s GROUP BY agency
"""
_CONNECTIONS = "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"


class Stands(Collector):
    """Asked anew at each reading, by a connection that is then closed."""

    def collect(self) -> Iterable[Any]:
        up = GaugeMetricFamily("safehold_database_up", "1 where the database answers")
        try:
            found = list(self._found())
            up.add_metric([], 1)
        except Error:
            found = []
            up.add_metric([], 0)
        finally:
            connections["default"].close()
        return [up, *found]

    def _found(self) -> Iterator[Any]:
        now = beats.now()
        with transaction.atomic(), recorder() as cursor:
            cursor.execute(_DUTIES, {"now": now})
            duties = cursor.fetchall()
        with connections["default"].cursor() as cursor:
            states = rows(cursor, _CONNECTIONS)
        yield _gauge("safehold_duties_open", "Duties that somebody can still answer", ["agency"], {(row[0],): row[1] for row in duties})
        yield _gauge("safehold_duties_overdue", "Those whose time has run out", ["agency"], {(row[0],): row[2] for row in duties})
        yield _gauge("safehold_database_connections", "Connections to the database", ["state"], {(state,): n for state, n in states})
        yield _gauge("safehold_events_waiting", "Events that are stored and not yet worked out", [], {(): waiting()[0]})
        yield _gauge("safehold_runner_at_work", "1 where a runner holds the lock", [], {(): int(held())})
        done = {(name,): (now - beat.done) / 1e6 for name, beat in beats.beaten().items() if beat.done is not None}
        yield _gauge("safehold_seconds_since", "Since each regular thing was last done; the runner's is its lag", ["what"], done)
        failing = {(name,): int(bool(beat.failed)) for name, beat in beats.beaten().items()}
        yield _gauge("safehold_failing", "1 where a job's last attempt failed", ["what"], failing)


def _gauge(name: str, says: str, labels: list[str], values: Mapping[Any, float]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, says, labels=labels)
    for named, value in sorted(values.items()):
        gauge.add_metric([str(each) for each in named], value)
    return gauge


@contextmanager
def exposed(host: str, port: int, folder: str) -> Iterator[int]:
    """The port on which it can be read while the block lasts; `folder` is where the site's processes count."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    registry.register(Stands())
    server, thread = start_http_server(port, addr=host, registry=registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
