"""Filling the demonstration: an area is made up, taken in and worked out, and its staff are made."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from safehold.commands import made, this_shift
from safehold.commands.made import Made
from safehold.commands.progress import counting


class Steps:
    """Says how long each part of getting ready took."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()

    def done(self, what: str) -> None:
        now = time.monotonic()
        click.echo(f"{now - self._last:6.1f} s  {what}", err=True)
        self._last = now


def fill(home: Path, how: Made, steps: Steps) -> None:
    """Makes the area, takes it in and works it out, as far as that is not done; makes the staff."""
    from safehold.access import demonstration
    from safehold.chronology.deriving import derive_waiting, waiting

    if not how.filled:
        _store(how, steps)
    if not how.filled or waiting():
        with counting("Working out", waiting()) as deriving:
            derive_waiting(deriving)
        steps.done("Persons, cases and duties worked out")
    how.password = demonstration.make(how.password or None)
    _one_of_us(how)
    this_shift.stage(how)
    how.filled = True
    made.write(home, how)


def _one_of_us(how: Made) -> None:
    """The staff as people, and a case of two of them; what is there already stays as it is."""
    from safehold.access.models import Agency
    from safehold.access.standards.listed import Listed, read
    from safehold.chronology.record import record
    from safehold.identity.staff.loading import load
    from safehold.synthetic import one_of_us

    agencies = frozenset(Agency.objects.values_list("slug", flat=True))
    load(each for each in read(one_of_us.listed().splitlines(), "", agencies) if isinstance(each, Listed))
    if not how.filled:
        record(one_of_us.events(how.until))


def _store(how: Made, steps: Steps) -> None:
    from safehold.chronology.importing import import_file
    from safehold.synthetic.area import Area
    from safehold.synthetic.output import write

    with tempfile.TemporaryDirectory(prefix="safehold-area-") as folder:
        with counting("Making", 100) as making:
            area = Area(how.people, how.months, how.seed, how.until, progress=_rising(making))
            counts = write(area, Path(folder))
        steps.done(f"{counts['events']:,} events made up, about {counts['persons']:,} people")
        files = [Path(folder) / name for name in counts["files"]]
        with counting("Storing", sum(file.stat().st_size for file in files)) as storing:
            reports = [import_file(file, storing) for file in files]
        refused = sum(len(report.refused) for report in reports)
        steps.done("Stored and sealed" + (f"; {refused:,} refused: another version began this area, so add --fresh" if refused else ""))


def _rising(tell: Callable[[int], None]) -> Callable[[float], None]:
    """Progress told as a share, for one who wants to hear of steps of a hundredth."""
    told = 0

    def rise(share: float) -> None:
        nonlocal told
        steps = min(100, int(share * 100)) - told
        if steps > 0:
            told += steps
            tell(steps)

    return rise
