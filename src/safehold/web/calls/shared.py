"""That another agency has shared something with the one that checks the history of a call, in few words. What it says is read under
Sharing, by whoever sees cases there."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.across import kept_from
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.sharing.told import shared_of

HOW_MUCH = {
    "fact": gettext_lazy("a fact"),
    "part": gettext_lazy("a part of the case"),
    "as_it_stands": gettext_lazy("the case as it stood"),
}


def shared_with_us(viewer: Viewer, persons: Iterable[int]) -> dict[int, str]:
    """By person; one statement of the database where anybody was found at all, and no other where nothing was shared of them."""
    asked = sorted(set(persons))
    if not asked:
        return {}
    found = shared_of(asked)
    if not found:
        return {}
    # Whether a refuge knows her is told to nobody who asks of a call.
    names, silent = agency_names(), kept_from(viewer).silent
    told: dict[int, list[str]] = defaultdict(list)
    for person, agency, extent in found:
        who = _("another agency") if agency in silent else names.get(agency, agency)
        told[person].append(_("%(what)s by %(who)s") % {"what": HOW_MUCH[extent], "who": who})
    return {person: _("shared with us: %(what)s") % {"what": ", ".join(sorted(set(each)))} for person, each in told.items()}
