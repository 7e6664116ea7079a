"""The rules that this process judges by: those of the files, with what people have agreed to change. They are read anew while the site
runs, and taken only whole: where a file or a change cannot be read, what held goes on holding, and `refused` says where and why."""

import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import structlog

from safehold.rulebook.adopting import Change, adopted
from safehold.rulebook.loader import load_rules, standard_rules
from safehold.rulebook.reading import BadRules
from safehold.rulebook.rulebook import Rulebook

log = structlog.get_logger("safehold.rulebook")
EVERY = 30.0  # seconds


class Current:
    """`directory` is where the area keeps its rules; None for those that ship. `area` is by whose numbers they are read: those under its
    name in settings.yaml; none for the defaults."""

    def __init__(self, directory: Path | None = None, area: str = "") -> None:
        self.directory = directory
        self.area = area
        self.refused = ""
        self._rules: Rulebook | None = None
        self._seen: object = None
        self._next = 0.0

    @property
    def rules(self) -> Rulebook:
        if self._rules is None:
            self.take(())
        return self._rules or standard_rules()

    def refresh(self, changes: Callable[[], tuple[Change, ...]]) -> None:
        """Now and then looks whether there is something new. A change holds from a day to come, so half a minute does not matter."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self.take(changes())

    def soon(self) -> None:
        """The next refresh looks, whenever it comes."""
        self._next = 0.0

    def take(self, changes: tuple[Change, ...]) -> None:
        seen = (changes, self.area, self._files())
        if seen == self._seen:
            return
        first, self._seen = self._seen is None, seen
        try:
            shipped = first and self.directory is None and not self.area
            files = standard_rules() if shipped else load_rules(self.directory, area=self.area)
            self._rules = adopted(files, changes) if changes else files
            self.refused = ""
        except (BadRules, OSError) as error:
            self.refused = str(error)
            log.warning("rules refused", why=self.refused)

    def _files(self) -> tuple[tuple[str, int, int], ...]:
        """What tells one state of the files from another."""
        own = Path(str(resources.files("safehold.rulebook")))
        found = [*(self.directory or own / "rules").glob("*.yaml"), own / "settings.yaml", own / "escalation.yaml"]
        return tuple((each.name, (of := each.stat()).st_mtime_ns, of.st_size) for each in sorted(found))


CURRENT = Current()
