"""The chronology of a case as its page shows it: newest first, filtered, a page at a time."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.identity.chronicle import Entry
from safehold.web.events.telling import late_by, tell
from safehold.web.events.words import standard
from safehold.web.naming import Word, role_title

PAGE = 50


class Filter(msgspec.Struct, frozen=True):
    agency: str = ""
    section: str = ""


class Choice(msgspec.Struct, frozen=True):
    value: str
    title: str
    count: int


class Timeline(msgspec.Struct, frozen=True):
    items: list[dict[str, Any]]
    agencies: list[Choice]
    sections: list[Choice]
    count: int
    all: int
    page: int
    pages: int


def timeline(
    entries: list[Entry], viewer: Viewer, agencies: Mapping[str, str], wanted: Filter, page: int, *, confidential: bool
) -> Timeline:
    words = standard()
    by_agency = Counter(entry.event.agency for entry in entries)
    by_section = Counter(words.section(entry.event.kind) for entry in entries)
    shown = [
        entry for entry in entries if wanted.agency in ("", entry.event.agency) and wanted.section in ("", words.section(entry.event.kind))
    ]
    pages = max(1, -(-len(shown) // PAGE))
    at = min(page, pages)
    return Timeline(
        items=[item(entry, viewer, agencies, confidential) for entry in shown[(at - 1) * PAGE : at * PAGE]],
        agencies=[Choice(slug, agencies.get(slug, slug), count) for slug, count in by_agency.most_common()],
        sections=[Choice(name, words.sections[name].title, by_section[name]) for name in words.sections if by_section[name]],
        count=len(shown),
        all=len(entries),
        page=at,
        pages=pages,
    )


def item(entry: Entry, viewer: Viewer, agencies: Mapping[str, str], confidential: bool) -> dict[str, Any]:
    shown = _event(entry.event, viewer, agencies, confidential)
    shown["corrected"] = [_event(each, viewer, agencies, confidential) for each in entry.earlier]
    if entry.struck is not None:
        why = str(entry.struck.data.get("reason", "")) or _("no reason was given")
        shown["struck"] = _("%(reason)s (%(agency)s)") % {"reason": why, "agency": agencies.get(entry.struck.agency, entry.struck.agency)}
    return shown


def _event(event: Event, viewer: Viewer, agencies: Mapping[str, str], confidential: bool) -> dict[str, Any]:
    told = tell(event, viewer, agencies, confidential=confidential)
    by = f", {role_title(event.actor.role)}" if event.actor and event.actor.role else ""
    return {
        "when": event.occurred_at,
        "title": told.title,
        "agency": f"{agencies.get(event.agency, event.agency)}{by}",
        "words": told.said,
        "lines": [" · ".join(told.lines)] if told.lines else [],
        "late": late_by(event),
        "danger": [Word(word, "serious") for word in told.dangers],
    }
