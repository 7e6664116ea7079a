"""Which page an address belongs to that only takes a form: the nearest one above it."""

from django.urls import Resolver404, resolve


def page_of(path: str) -> str:
    """`/people/7/look/` belongs to `/people/7/`; nothing above it: to the front page."""
    parts = path.strip("/").split("/")
    for most in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:most])
        for address in (f"{above}/", above):
            try:
                resolve(address)
            except Resolver404:
                continue
            return address
    return "/"
