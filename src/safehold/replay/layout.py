"""Chronologies as Parquet, partitioned by case, and what replay writes of them.

Of each event must be there its `json`, as in a chronology, or `event`, as Safehold has read it; and one of `partition` and `case`. A
partition holds whole cases: everything that the people of its cases are in, since some duties are met in another case of hers or his. Its
rows stand together. What concerns nobody (training, coverage) has none.
"""

import pyarrow as pa

PARTITION, CASE, JSON, EVENT = "partition", "case", "json", "event"
INPUT = pa.schema(
    [
        (PARTITION, pa.string()),
        ("source", pa.string()),
        ("id", pa.string()),
        ("kind", pa.string()),
        ("agency", pa.string()),
        # The span within which it happened, and when its source knew it: microseconds since 1970.
        ("earliest", pa.int64()),
        ("latest", pa.int64()),
        ("recorded", pa.int64()),
        # Of the event's people, in their order: their refs and roles, and which person each is (null where nobody knows).
        ("refs", pa.list_(pa.string())),
        ("roles", pa.list_(pa.string())),
        ("persons", pa.list_(pa.int64())),
        # Pairs of persons who may be one, one after the other, on any row of the partition.
        ("possible", pa.list_(pa.int64())),
        # What the event points to, as source/id; whether it corrects another.
        ("about", pa.list_(pa.string())),
        ("corrects", pa.bool_()),
        # The event as `replay.events` encodes it: it has been read and checked once.
        (EVENT, pa.binary()),
    ]
)
INSTANT = pa.timestamp("us", "UTC")
OUTPUT = pa.schema(
    [
        (PARTITION, pa.string()),
        ("cases", pa.list_(pa.string())),
        ("duty", pa.string()),
        ("version", pa.string()),
        ("kind", pa.string()),
        ("state", pa.string()),
        ("trigger", pa.list_(pa.string())),
        ("subject", pa.string()),
        ("each", pa.string()),
        ("triggered_at", INSTANT),
        ("triggered_latest", INSTANT),
        ("due_earliest", INSTANT),
        ("due", INSTANT),
        ("decided_by", pa.list_(pa.string())),
        ("who", pa.string()),
        ("agency", pa.string()),
        ("source", pa.string()),
        ("why", pa.string()),
    ]
)
