"""The same form sent twice, by a key pressed again while the page is slow or by a page that is loaded again, is recorded once.

Each showing of such a form has a number of its own. The ids of what it records follow from that number and from all that was typed, so
whatever is sent again is held already, though both come in the same moment. What was changed before it is sent again is another thing."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId, Refused
from safehold.chronology.writing import SOURCE, ids_from
from safehold.identity.actions import recorded
from safehold.web.kept.fields import SHOWN_AS, carried


class Already(Refused):
    """What is sent was recorded before, from the same form."""

    def __init__(self) -> None:
        super().__init__(_("This was recorded already when you first sent it, and is not recorded twice."))


def shown(request: Any) -> None:
    """Every form of the page that is answered now carries the number of this showing."""
    request.shown_as = secrets.token_hex(16)


@contextmanager
def once(request: Any) -> Iterator[None]:
    """Around what records. Raises Already, also where what the first sending did is why the second is refused."""
    key = _key(request)
    if not key:
        yield
        return
    with ids_from(key) as first:
        try:
            yield
        except (Refused, Declined) as refusal:
            if recorded(EventId(SOURCE, first)):
                raise Already from refusal
            raise


def held(request: Any) -> bool:
    """Whether what is sent was recorded before, from the same form."""
    key = _key(request)
    if not key:
        return False
    with ids_from(key) as first:
        return recorded(EventId(SOURCE, first))


def _key(request: Any) -> str:
    number = request.POST.get(SHOWN_AS, "")
    sent = [number, request.viewer.posting_id, request.get_full_path(), carried(request)]
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest() if number else ""
