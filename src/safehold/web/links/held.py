"""Whose judgement holds two people apart, and who has looked at them, in words."""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.looked import Looked
from safehold.access.staff import staff_names
from safehold.access.viewer import Viewer
from safehold.identity.decided import Act
from safehold.identity.models import Person
from safehold.web.naming import role_title
from safehold.web.people.acting import by_whom


class Apart(msgspec.Struct, frozen=True):
    """A judgement of "not the same"; `seen` by whoever may take it back."""

    seq: int
    at: int
    by: str
    why: str
    seen: bool


def may_take_back(viewer: Viewer, act: Act, seen: Collection[int]) -> bool:
    """Whoever sees all whom it names; and the agency that judged, though what it has parted may be nobody's whom it sees any more."""
    return bool(act.persons) and (act.persons <= set(seen) or act.agency == viewer.agency)


def unseen(act: Act, seen: Collection[int]) -> list[str]:
    return [_("somebody whom you may not see now")] if act.persons - set(seen) else []


def apart(viewer: Viewer, acts: Iterable[Act], agencies: Mapping[str, str]) -> list[Apart]:
    listed = list(acts)
    named = {person for act in listed for person in act.persons}
    seen = set(Person.objects.for_viewer(viewer).filter(id__in=named).values_list("id", flat=True)) if named else set()
    return [Apart(act.seq, act.at, by_whom(act, agencies), act.why, may_take_back(viewer, act, seen)) for act in listed]


def looked(found: Iterable[Looked], agencies: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Who, how often, and when last."""
    listed = list(found)
    names = staff_names(each.staff_id for each in listed)
    return [
        (
            ", ".join(
                part
                for part in (names.get(each.staff_id, each.staff_id), role_title(each.role), agencies.get(each.agency, each.agency))
                if part
            ),
            ngettext("%(n)d look", "%(n)d looks", each.looks) % {"n": each.looks},
            each.last,
        )
        for each in listed
    ]
