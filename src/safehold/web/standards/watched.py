"""Whoever keeps a case to named staff is told where none of these watches calls."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safehold.access.staff import nobody_watches_calls


def warn_if_unwatched(request: HttpRequest, named: Iterable[str]) -> None:
    if nobody_watches_calls(named, request.viewer.agency):
        messages.warning(
            request,
            _(
                "Nobody whom you named watches calls. A call of this case would be on no supervisor\u2019s board: name a supervisor of"
                " calls too, of another unit. Until then professional standards answer for it, and find its reference on Staff concerned."
            ),
        )
