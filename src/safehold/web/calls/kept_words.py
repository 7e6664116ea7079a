"""What is said to whoever took a call that turns out to be kept to named staff: never whose it is, or why."""

from django.utils.translation import gettext as _

from safehold.access.roles import standard as roles
from safehold.access.viewer import Viewer
from safehold.practice.response.in_hand import kept
from safehold.practice.response.models import Call


def going_on(viewer: Viewer, call: Call) -> str:
    """To those who go on with it; nothing of a call that is not kept from them."""
    if not kept(call):
        return ""
    return _(
        "On record as %(reference)s, and now kept to named staff. Go on here: grade it, send a unit, close it. You see this call until it"
        " is closed; others in the control room may not see it. Tell %(whom)s now."
    ) % {"reference": call.said, "whom": _whom(viewer)}


def gone(call: Call) -> str:
    """To those who see it no more. Nothing says that it is kept from them: who is of the line of a member of staff must not learn it."""
    if call.closed_at is not None:
        return _("Closed. The call is on record as %(reference)s, and is not shown here any more.") % {"reference": call.said}
    return _(
        "All that you typed is on record as %(reference)s. Somebody else has to go on with this call: tell the control room supervisor now,"
        " with that reference, and hand the caller over."
    ) % {"reference": call.said}


def _whom(viewer: Viewer) -> str:
    """The supervisor; to supervisors themselves, those who may say who sees it."""
    if not viewer.may("supervise_calls"):
        return _("the control room supervisor")
    return _(" or ").join(_("a %(role)s") % {"role": role.title} for role in roles().roles.values() if "restrict_records" in role.may)
