"""Attempts to get round what stops them, as lines of a log of their own: what was tried at which page, by a number and never a name. A line
leaves nothing of an address or a form but the page's name (safehold.running.logs)."""

import structlog
from django.http import HttpRequest

log = structlog.get_logger("safehold.security")


def tell(request: HttpRequest, what: str) -> None:
    viewer, match = getattr(request, "viewer", None), getattr(request, "resolver_match", None)
    by = {"agency": viewer.agency, "role": viewer.role, "user": viewer.user_id} if viewer else {}
    view = match.view_name if match else "nowhere"
    log.warning("security", what=what, view=view, where_from=request.META.get("REMOTE_ADDR", ""), **by)
