"""A client that is signed in as one of the demonstration's staff, and what a page says without its tags."""

import html
import re
from typing import Any

from safehold.access import demonstration


def staff_number(role: str) -> str:
    return next(person.staff_id for person in demonstration.STAFF if person.role == role)


def sign_in(client: Any, role: str) -> Any:
    client.post("/sign-out")
    client.post("/sign-in/as", {"staff_id": staff_number(role)})
    return client


def words(page: Any) -> str:
    """The text of a page's main part, with single spaces."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text.partition("<main")[2])))
