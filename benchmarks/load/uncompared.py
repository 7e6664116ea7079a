"""Takes chronologies in with nobody compared: `python -m benchmarks.load.uncompared FILE...`.

For people who are there so that an index is large. All else is as in `safehold import`; `safehold reconcile --all` would compare them.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safehold.commands import starting


def _nobody(_cursor: Any, profiles: Sequence[Any]) -> dict[int, list[int]]:
    return {profile.id: [] for profile in profiles}


def main() -> None:
    with starting.ready():
        from safehold.chronology.importing import import_files
        from safehold.identity import judging

        judging.candidates = _nobody  # type: ignore[assignment]
        reports = import_files([Path(name) for name in sys.argv[1:]])
        if any(report.refused for report in reports):
            sys.exit("lines were refused")


if __name__ == "__main__":
    main()
