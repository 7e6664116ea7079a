import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

PROGRAM = Path(sys.executable).with_name("safehold")


class Ended(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def run(database, tmp_path) -> Callable[..., Ended]:
    """The program as a process of its own, against this test's database; with `owner`, also as its owner."""

    def safehold(*arguments: object, owner: bool = False, database_url: str = database.app) -> Ended:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
        environment = {**ours, "SAFEHOLD_HOME": str(tmp_path / "home"), "DATABASE_URL": database_url}
        environment["SAFEHOLD_VAULT_KEYS"] = os.environ["SAFEHOLD_VAULT_KEYS"]  # what this test records is encrypted by it
        if owner:
            environment["DATABASE_OWNER_URL"] = database.owner
        ended = subprocess.run([PROGRAM, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return safehold
