"""Shares in words: what an agency would see, what it was shown, who shared it and until when."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import When
from safehold.identity.cases_stored import people_of
from safehold.identity.models import Case
from safehold.identity.models import Person as People
from safehold.identity.shares import FOREVER
from safehold.sharing import listed
from safehold.sharing.bases import standard as bases
from safehold.sharing.extracting import Person, Told
from safehold.sharing.models import Share
from safehold.sharing.trying import Preview
from safehold.web import words
from safehold.web.case.timeline import Filter, timeline
from safehold.web.events.telling import tell
from safehold.web.naming import pair_name, role_title

EXTENTS = {
    "fact": gettext_lazy("One fact"),
    "part": gettext_lazy("A part of the case"),
    "as_it_stands": gettext_lazy("The case as it stood"),
    "whole": gettext_lazy("The whole case"),
    "": gettext_lazy("The whole case"),
}
LATER = {
    "given": gettext_lazy("She has agreed"),
    "refused": gettext_lazy("She has refused"),
    "withdrawn": gettext_lazy("She has taken it back"),
}


class Shown(msgspec.Struct, frozen=True):
    """As whoever receives it reads it: about whom, the fact in a sentence, why, and the records."""

    about: list[str]
    words: str
    why: list[tuple[str, str]]
    items: list[dict[str, Any]]


class Seen(msgspec.Struct, frozen=True):
    name: str
    role: str
    sees: bool
    shown: Shown
    whole: bool


class Row(msgspec.Struct, frozen=True):
    """`whom` tells one row from another: the case by its number, and by name to whoever shared it themselves. `newer`: something came
    since that whoever has it is not shown."""

    number: int
    address: str
    title: str
    agency: str
    by: str
    at: int
    until: str
    may: str
    state: str
    unread: bool
    soon: bool
    about: str
    whom: str
    newer: bool = False


def preview(found: Preview) -> Seen:
    names = agency_names()
    whole = bool(found.entries)
    shown = told(found.reader, found.what, names)
    if whole:
        items = timeline(found.entries, found.reader, names, Filter(), 1, confidential=True).items
        shown = msgspec.structs.replace(shown, items=items)
    return Seen(names.get(found.agency, found.agency), role_title(found.reader.role), found.sees, shown, whole)


def told(viewer: Viewer, what: listed.What, agencies: Mapping[str, str]) -> Shown:
    said = what.frame.data if what.frame is not None else {}
    people = what.frame.people if what.frame is not None else ()
    return Shown(
        about=[_person(each) for each in people],
        words=str(said.get("words", "")),
        why=_why(said),
        items=[_item(each, viewer, agencies) for each in what.shown],
    )


def _why(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    law = bases()
    consent = law.consent.get(str(said.get("consent", "")))
    rows = (
        (_("Why it is necessary"), said.get("necessity")),
        (_("Why so much and no less"), said.get("proportionality")),
        (_("On what law"), "; ".join(law.told(said.get("gateways", []))) or said.get("basis")),
        (_("Her agreement"), consent.title if consent else ""),
        (_("Shared without consent, because"), said.get("consent_reason")),
        (_("Her agreement since"), _later(said)),
    )
    return [(name, str(value)) for name, value in rows if value]


def _later(said: Mapping[str, Any]) -> str:
    given = said.get("consent_later")
    if not given:
        return ""
    title = str(LATER.get(str(given), given))
    reason = said.get("consent_later_reason")
    return f"{title}: {reason}" if reason else title


def _item(each: Told, viewer: Viewer, agencies: Mapping[str, str]) -> dict[str, Any]:
    event = Event(EventId("share", ""), each.kind, When(*each.occurred_at), each.recorded_at, each.agency, data=each.data)
    said = tell(event, viewer, agencies, confidential=True)
    lines = [" · ".join(said.lines)] if said.lines else []
    by = f", {role_title(each.role)}" if each.role else ""
    names = [_person(person) for person in each.people if person.role not in ("victim", "suspect")]
    return {
        "when": event.occurred_at,
        "title": said.title,
        "agency": f"{agencies.get(each.agency, each.agency)}{by}",
        "words": said.said,
        "lines": [*lines, *names],
    }


def _person(person: Person) -> str:
    name = words.person(person.given_name, person.family_name) or _("name not shared")
    born = _(", born %(date)s") % {"date": person.date_of_birth} if person.date_of_birth else ""
    return f"{name}{born} ({words.spoken(person.role)})"


def newer(viewer: Viewer, found: Mapping[tuple[int, str], Sequence[Event]], agencies: Mapping[str, str]) -> list[tuple[str, str]]:
    """What came since, each by its name and in words."""
    events = {event.id: event for listed in found.values() for event in listed}
    return [
        (str(event.id), f"{tell(event, viewer, agencies, confidential=True).title}, {words.coarse(event.occurred_at)}")
        for event in events.values()
    ]


def rows(
    viewer: Viewer, shares: Sequence[Share], agencies: Mapping[str, str], newer: Collection[tuple[int, str]] = ()
) -> list[Row]:
    if not shares:
        return []
    names = staff_names([share.shared_by for share in shares])
    frames = listed.frames(viewer, shares)
    whom = _whom(viewer, shares)
    new = {number for number, _case in newer}
    made = [_row(viewer, share, agencies, frames.get((share.event_id, share.case_id)), names, whom) for share in shares]
    return [msgspec.structs.replace(each, newer=True) if each.number in new else each for each in made]


def _whom(viewer: Viewer, shares: Sequence[Share]) -> dict[str, str]:
    """Others' cases are named on their own pages, which ask what for."""
    ours = {share.case_id for share in shares if share.of_agency == viewer.agency}
    made = {share.case_id for share in shares if share.of_agency == viewer.agency and share.shared_by == viewer.staff_id}
    cases = Case.objects.for_viewer(viewer).in_bulk(made)
    people = People.objects.for_viewer(viewer).in_bulk({number for case in made for number in people_of(case)}) if cases else {}
    return {case: _("Case %(number)s") % {"number": case} for case in ours} | {key: pair_name(case, people) for key, case in cases.items()}


def _row(
    viewer: Viewer, share: Share, agencies: Mapping[str, str], frame: Told | None, names: Mapping[str, str], whom: Mapping[str, str]
) -> Row:
    ours = share.of_agency == viewer.agency
    other = share.with_agency if ours else share.of_agency
    by = names.get(share.shared_by, "") if ours else ""
    return Row(
        number=share.event_id,
        address=reverse("share", args=[share.event_id]),
        title=title(share, frame),
        agency=agencies.get(other, other),
        by=", ".join(part for part in (by, role_title(share.shared_role) if share.shared_role else "") if part),
        at=share.shared_at,
        until=until(share),
        may=_("to work on") if share.work else _("to view"),
        state=state(share, ours=ours),
        unread=share.lasts and share.acknowledged_at is None and share.extent != "",
        soon=listed.ends_soon(share),
        about=", ".join(_person(each) for each in frame.people) if frame is not None and share.lasts else "",
        whom=whom.get(share.case_id, ""),
    )


def title(share: Share, frame: Told | None) -> str:
    what = str(frame.data.get("what", "")) if frame is not None else ""
    extent = str(EXTENTS.get(share.extent, EXTENTS["part"]))
    return f"{extent}: {what}" if what and share.extent in ("part", "") else extent


def until(share: Share) -> str:
    return _("no end") if share.until == FOREVER else words.day(share.until)


def state(share: Share, *, ours: bool) -> str:
    if share.ended_at is not None:
        return _("Taken back %(day)s") % {"day": words.day(share.ended_at)}
    if not share.lasts:
        return _("Ended %(day)s") % {"day": words.day(share.until)}
    if share.acknowledged_at is not None:
        return _("Received %(day)s") % {"day": words.day(share.acknowledged_at)}
    if share.extent == "":
        return _("Shared")
    return _("Nobody there has said that they have it") if ours else _("Not acknowledged yet")
