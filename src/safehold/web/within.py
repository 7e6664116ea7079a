"""Where a page may lead on to, when what was asked says so: a page of this site, by its whole path."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000


def within(request: HttpRequest, wanted: str) -> str:
    """`wanted`, if it is an address of this site; else nothing. A bare word would be taken for the name of a page."""
    if not wanted.startswith("/") or not wanted.isprintable() or len(wanted) > LONGEST:
        return ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""
