"""Every address of the site, and somebody who may do everything: so that what is tried is not stopped by a role before it is reached."""

import re
from collections.abc import Iterator

import msgspec
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from harness.signed_in import sign_in
from safehold.access import roles

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# Something in the place of each parameter, by its converter: the right form, and nobody's.
STANDS_FOR = {"int": "7654321", "str": "7654321-7654322", "slug": "a", "subject": "7654321-7654322", "path": "a"}


def routes(patterns: object = None, before: str = "/", within: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every address, with its parameters as the URLconf writes them."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route, f"{within}{pattern.namespace}:" if pattern.namespace else within)
        elif isinstance(pattern, URLPattern):
            yield within + (pattern.name or ""), route


def filled(route: str, given: dict[str, str] | None = None) -> str:
    """An address, with `given` by the names of parameters and something of the right form in all other places."""
    return PARAMETER.sub(lambda found: (given or {}).get(found[2], STANDS_FOR[found[1] or "str"]), route)


def may_everything(monkeypatch) -> None:
    """Until the test ends the specialist's role may all that any role may."""
    standing = roles.standard()
    whole = msgspec.structs.replace(standing.roles["da_specialist"], may=frozenset(standing.permissions), duties="agency")
    monkeypatch.setitem(standing.roles, "da_specialist", whole)


def signed_in(role: str = "da_specialist", **more: object) -> Client:
    return sign_in(Client(raise_request_exception=False, **more), role)
