"""How long each request took, and which were refused, kept request by request."""

import time
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """`kind` is page, check, keep (what is kept as it is typed), button or asset; `ok` is empty, or what went wrong."""

    at: float
    name: str
    kind: str
    role: str
    seconds: float
    wrong: str


class Timing:
    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def note(self, name: str, kind: str, role: str, seconds: float, wrong: str) -> None:
        self.asked.append(Asked(time.time(), name, kind, role, seconds, wrong))

    def as_rows(self) -> list[list[Any]]:
        return [list(each) for each in self.asked]
