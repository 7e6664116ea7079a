"""What whoever it is shared with would see, found out by sharing it and reading as they would: inside a savepoint that is rolled back."""

from collections.abc import Iterable

import msgspec
from django.db import transaction

from safehold.access import context
from safehold.access.across import contact_at
from safehold.access.models import Agency
from safehold.access.viewer import Trace, Viewer
from safehold.identity.chronicle import Entry, chronicle
from safehold.identity.models import Case
from safehold.sharing import listed
from safehold.sharing.actions import Terms, share

NOBODY = "nobody yet"
"""In the place of a staff number: somebody whom no restriction names."""


class Preview(msgspec.Struct, frozen=True):
    """As one agency would see it: what the share shows, and of a whole case its chronicle. `sees`: anything at all."""

    agency: str
    reader: Viewer
    sees: bool
    what: listed.What
    entries: list[Entry]


class _Undone(Exception):
    """Ends the savepoint in which it was tried."""


def previews(viewer: Viewer, case: Case, to: Iterable[str], terms: Terms) -> list[Preview]:
    found: list[Preview] = []
    for agency in to:
        try:
            with transaction.atomic():
                before = {each.event_id for each in listed.of_case(viewer, case.id)}
                share(by=viewer, case=case, to=[agency], terms=terms)
                found.append(_as_they(reader(viewer, agency), case, before))
                raise _Undone
        except _Undone:
            context.enter(viewer)
    return found


def reader(viewer: Viewer, agency: str) -> Viewer:
    """Somebody of that agency, in the role that would answer for it, who has nothing to do with the case."""
    named = Agency.objects.get(slug=agency)
    role = contact_at(agency).role or "agency_representative"
    return msgspec.structs.replace(
        viewer, staff_id=NOBODY, user_id=0, agency=agency, agency_name=named.name, agency_kind=named.kind, role=role, trace=Trace()
    )


def _as_they(reader: Viewer, case: Case, before: set[int]) -> Preview:
    context.enter(reader)
    new = [each for each in listed.of_case(reader, case.id) if each.with_agency == reader.agency and each.event_id not in before]
    whole = Case.objects.for_viewer(reader).filter(id=case.id).exists()
    entries = chronicle(case.id, case.victim_id, case.suspect_id) if whole else []
    shown = listed.what(reader, new[0]) if new else listed.What(None, [])
    return Preview(reader.agency, reader, whole or bool(new), shown, entries)
