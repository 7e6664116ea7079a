"""The body of a request to send events, read no further than is taken."""

from http import HTTPStatus
from typing import Any

import msgspec

from safehold.api.problems import Unacceptable
from safehold.api.v1.interface import most


def events_in(request: Any) -> list[bytes]:
    """One event, or a list of them, each as it was sent. Raises Unacceptable."""
    if request.content_type != "application/json":
        raise Unacceptable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
    longest = most("most_bytes")
    body = request.read(longest + 1)
    if len(body) > longest:
        raise Unacceptable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is longer than {longest:,} bytes. Send fewer events at once.")
    try:
        if not body.lstrip().startswith(b"["):
            msgspec.json.decode(body)
            return [body]
        found = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unacceptable(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}") from error
    if len(found) > most("most_events"):
        raise Unacceptable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {most('most_events')} events. Send them in several requests.")
    return [bytes(each) for each in found]
