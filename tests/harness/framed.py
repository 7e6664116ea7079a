"""Holds, wherever a test renders a page, that the frame hides nothing of the page: what both name is the frame's."""

from functools import cache
from typing import Any

from django.template.backends import jinja2
from django.test import RequestFactory


class Hidden(AssertionError):
    """A page was given a name that the frame gives too, and would show the frame's."""


@cache
def of_the_frame() -> frozenset[str]:
    from safehold.web.shell import shell

    return frozenset(shell(RequestFactory().get("/"))) | {"request", "csrf_input", "csrf_token"}


def hold() -> None:
    plain = jinja2.Template.render

    def render(self: Any, context: dict[str, Any] | None = None, request: Any = None) -> Any:
        if request is not None and (hidden := of_the_frame() & (context or {}).keys()):
            raise Hidden(f"{self.origin.template_name} is given {', '.join(sorted(hidden))}, which the frame names too")
        return plain(self, context, request)

    jinja2.Template.render = render
