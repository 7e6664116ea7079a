"""However a chronology comes in, in whatever order and mixture, the same state stands in the end."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chronology.chronologies import chronologies
from chronology.raws import Raw
from chronology.state import State, differences
from chronology.ways import in_bulk, mixed, one_by_one

settings.register_profile("state", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)


def unlike(expected: State, found: State) -> list[str]:
    """Duties that several cases share are not held to this yet: which case's view of them stands may still depend on the order."""
    return [line for line in differences(expected, found) if "rulebook_obligation:" not in line[:30]]


def of_one_pair(raw: Raw) -> Raw:
    """The event with its first victim and its first suspect alone. An event of several victims is not held to this yet."""
    kept: dict[str, Raw] = {}
    for person in raw.get("people", ()):
        kept.setdefault({"deceased": "victim"}.get(person["role"], person["role"]), person)
    return raw | ({"people": list(kept.values())} if kept else {})


@settings(settings.get_profile("state"), max_examples=8, phases=[Phase.generate])
@given(raws=chronologies(), seed=st.integers(0, 10_000))
def test_bulk_one_by_one_shuffled_and_mixed_end_in_the_same_state(databases, django_db_blocker, raws: list[Raw], seed: int) -> None:
    raws = [of_one_pair(raw) for raw in raws]
    shuffled = random.Random(seed).sample(raws, len(raws))
    with django_db_blocker.unblock(), TemporaryDirectory() as folder:
        expected = one_by_one(databases, raws)
        assert unlike(expected, one_by_one(databases, shuffled)) == []
        assert unlike(expected, in_bulk(databases, shuffled, Path(folder))) == []
        assert unlike(expected, mixed(databases, shuffled, seed)) == []
