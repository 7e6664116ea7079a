"""What a fault is given, and what it is: a site at work, a home, a folder of its own."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from benchmarks.load import serving
from benchmarks.load.serving import Site


class Scene(NamedTuple):
    site: Site
    home: Path
    folder: Path

    def again(self, most: float = 120.0) -> float:
        """Seconds until the site says that it can work and answers a page."""
        began = time.monotonic()
        while time.monotonic() - began < most:
            if serving.ready(self.site) and serving.working(self.site):
                return time.monotonic() - began
            time.sleep(0.2)
        return most


class Fault(NamedTuple):
    """`do` breaks it and mends it, and says in words what came of it. `variables` are the site's environment; `seconds` is how long people
    work in all; `small` where the home lies on a disk of its own that can be filled."""

    name: str
    what: str
    do: Callable[[Scene], str]
    seconds: float = 75.0
    variables: Mapping[str, str] = MappingProxyType({})
    small: bool = False
