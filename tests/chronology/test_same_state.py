"""However a chronology comes in, in whatever order and mixture, the same state stands in the end."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chronology.chronologies import chronologies
from chronology.raws import Raw
from chronology.state import differences
from chronology.ways import in_bulk, mixed, one_by_one

settings.register_profile("state", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)


@settings(settings.get_profile("state"), max_examples=15, phases=[Phase.generate])
@given(raws=chronologies(), seed=st.integers(0, 10_000))
def test_bulk_one_by_one_shuffled_and_mixed_end_in_the_same_state(databases, django_db_blocker, raws: list[Raw], seed: int) -> None:
    shuffled = random.Random(seed).sample(raws, len(raws))
    with django_db_blocker.unblock(), TemporaryDirectory() as folder:
        expected = one_by_one(databases, raws)
        assert differences(expected, one_by_one(databases, shuffled)) == []
        assert differences(expected, in_bulk(databases, shuffled, Path(folder))) == []
        assert differences(expected, mixed(databases, shuffled, seed)) == []
