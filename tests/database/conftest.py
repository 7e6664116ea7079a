from collections.abc import Iterator

import pytest

from harness.databases import FAST
from harness.homes import home_of_its_own
from safehold.database import Database
from safehold.database.embedded import serving


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    """A server of the module's own, to do to it what would disturb the shared one."""
    with home_of_its_own() as home, serving(home, tell=[].append, settings=FAST) as database:
        yield database
