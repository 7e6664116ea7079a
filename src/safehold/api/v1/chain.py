"""The end of one's agency's chain, and whether the interface answers."""

from typing import Any

from ninja import Schema

from safehold.api.v1.interface import ALWAYS, interface
from safehold.chronology.holders import head


class Head(Schema):
    """How many events the chain holds, and the digest at its end. Noted elsewhere, it shows if the chain is ever cut or changed."""

    agency: str
    position: int
    digest: str


class Health(Schema):
    """Who the token makes one, and what it may."""

    status: str
    agency: str
    system: str
    scopes: list[str]


@interface.get("/chain", response=ALWAYS | {200: Head}, summary="The end of one's agency's chain")
def read_chain(request: Any) -> dict[str, Any]:
    request.viewer.must("read_chain")
    position, digest = head(request.viewer.agency)
    return {"agency": request.viewer.agency, "position": position, "digest": digest}


@interface.get("/health", response=ALWAYS | {200: Health}, summary="Whether the interface answers this token")
def read_health(request: Any) -> dict[str, Any]:
    viewer = request.viewer
    return {"status": "ready", "agency": viewer.agency, "system": viewer.name, "scopes": sorted(viewer.scopes)}
