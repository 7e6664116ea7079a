"""What is found and what is wrongly joined: who is who in a made-up area, held against its truth.

    python benchmarks/linking.py [--people 18000]

Counted over pairs of mentions. The peer is what most systems do: the same name in the same letters and the same date of birth.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)
from safehold.chronology.envelope import Event, EventId, read_event  # noqa: E402
from safehold.identity.cases import MentionId  # noqa: E402
from safehold.identity.link import link  # noqa: E402


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=18_000, help="residents of the area")
    asked = given.parse_args()
    with areas.area(asked.people) as files:
        events = [read_event(json.loads(line)) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        table = pq.read_table(files[0].parent / "truth-mentions.parquet").to_pylist()
    truth = {MentionId(EventId(row["source"], row["id"]), row["ref"]): row["person"] for row in table}
    print(f"{len(events):,} events, {len(truth):,} mentions of {len(set(truth.values())):,} people:")
    ours = told("Safehold", truth, link(events).persons)
    theirs = told("same name and date of birth", truth, letter_by_letter(events))
    print(f"  ratio of the pairs found {ours / theirs:.2f}")


def letter_by_letter(events: Iterable[Event]) -> dict[MentionId, Hashable]:
    """Whoever lacks a name or a date of birth is alone."""
    found: dict[MentionId, Hashable] = {}
    for event in events:
        for one in event.people:
            mention = MentionId(event.id, one.ref)
            whole = (one.given_name.lower(), one.family_name.lower(), one.date_of_birth)
            found[mention] = whole if all(whole) else mention
    return found


def told(name: str, truth: dict[MentionId, str], found: dict[MentionId, Hashable]) -> float:
    """Pairs, counted by groups: those truly one, those joined, and those that are both."""
    true, joined = _pairs(truth.values()), _pairs(found[each] for each in truth)
    both = _pairs((truth[each], found[each]) for each in truth)
    recall, precision = both / true, both / joined
    print(f"  {name}: {recall:.4f} of the true pairs found, {precision:.4f} of the joined pairs true")
    return recall


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


if __name__ == "__main__":
    main()
