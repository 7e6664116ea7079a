"""Kinds of text that a request may hold, and times as answers write them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import StringConstraints

# No line breaks, and no character that a database cannot hold.
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Said = Annotated[str, StringConstraints(max_length=300, pattern=PLAIN, strip_whitespace=False)]
Source = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]
CaseId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9]{1,18}(-[0-9]{1,18})?$")]


def written(instant: int | None) -> str | None:
    """An instant as ISO 8601 in UTC; what is beyond any date that can be written is no time."""
    if instant is None:
        return None
    try:
        return datetime.fromtimestamp(instant / 1_000_000, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return None
