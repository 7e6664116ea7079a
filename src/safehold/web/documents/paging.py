"""The entries of a long case, a page at a time, the oldest first. Each page makes a document of its own."""

from collections.abc import Sequence, Set

import msgspec
from django.conf import settings

from safehold.documents.content import Entry

MOST = 250


class Between(msgspec.Struct, frozen=True):
    """`page` of `pages`, counted from 1."""

    entries: tuple[Entry, ...]
    page: int = 1
    pages: int = 1
    in_all: int = 0


def between(listed: Sequence[Entry], page: int, ticked: Set[int] = frozenset()) -> Between:
    """`ticked` are entries of a form that was sent: they stay on its page whatever was recorded meanwhile."""
    pages = _pages(listed)
    here = min(max(page, 1), len(pages))
    on_it = {entry.seq for entry in pages[here - 1]} | ticked
    return Between(tuple(entry for entry in listed if entry.seq in on_it), here, len(pages), len(listed))


def _pages(listed: Sequence[Entry]) -> list[list[Entry]]:
    # A form of more fields than Django takes would be refused whole, with all that was typed: each part is a field, and so is each reason.
    most_fields = (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 1000) * 4 // 5
    pages: list[list[Entry]] = [[]]
    fields = 0
    for entry in listed:
        takes = len(entry.parts) + 1
        if pages[-1] and (len(pages[-1]) >= MOST or fields + takes > most_fields):
            pages.append([])
            fields = 0
        pages[-1].append(entry)
        fields += takes
    return pages
