"""Headers that neither Django nor the content security policy sets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Set by a phone on which something waits to be sent that was typed at the door (static/safehold/waiting.js).
WAITS = "door-waits"


class Headers:
    """Pages need no camera, microphone or place, and may not be embedded or read by other origins. Nothing but a static file, which says so
    itself, is kept by a browser or on the way: neither a page nor a redirect, a refusal or a fault, whoever asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response.setdefault("Cache-Control", "no-store")
        if getattr(request, "ended", False):  # what a browser may have kept of a session goes with it
            # But not what an officer typed where there was no signal: it is encrypted, and its key goes (static/safehold/forget.js).
            response["Clear-Site-Data"] = '"cache"' if WAITS in request.COOKIES else '"cache", "storage"'
        return response
