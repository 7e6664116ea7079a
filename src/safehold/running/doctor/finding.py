"""What the doctor says of one thing: how it stands, and in a sentence how to mend it."""

from typing import Literal

import msgspec

Level = Literal["ok", "warn", "wrong"]


class Finding(msgspec.Struct, frozen=True):
    """`wrong` is what stops Safehold or endangers somebody; `warn` is what should not stay so. `mend` says in a sentence what to do."""

    level: Level
    what: str
    says: str
    mend: str = ""


def judged(what: str, fine: bool, says: str, *, mend: str, level: Level = "wrong") -> Finding:
    """`says` is true either way; what to do is told only where it is not fine."""
    return Finding("ok", what, says) if fine else Finding(level, what, says, mend)
