import os
from collections.abc import Callable

import pytest

from harness.forking import PROGRAM, Ended

__all__ = ["PROGRAM"]


@pytest.fixture
def run(database, tmp_path, program) -> Callable[..., Ended]:
    """The program as a process of its own, against this test's database; with `owner`, also as its owner."""

    def safehold(*arguments: object, owner: bool = False, database_url: str = database.app, given: str = "") -> Ended:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
        environment = {**ours, "SAFEHOLD_HOME": str(tmp_path / "home"), "DATABASE_URL": database_url}
        environment["SAFEHOLD_VAULT_KEYS"] = os.environ["SAFEHOLD_VAULT_KEYS"]  # what this test records is encrypted by it
        if owner:
            environment["DATABASE_OWNER_URL"] = database.owner
        ended = program(*arguments, environment=environment, given=given)
        assert "Traceback" not in ended.err
        return ended

    return safehold
