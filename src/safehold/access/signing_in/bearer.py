"""Which account of another system asks, by the token that it bears."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.signing_in.models import Token
from safehold.access.signing_in.services import digest, scopes
from safehold.access.viewer import Refused, Trace

NOTED = timedelta(minutes=1)  # how often the last use is written


class NoBearer(Exception):
    """No token, or one that is not known, was revoked, or has ended: which of them is not told."""


class ServiceViewer(msgspec.Struct, frozen=True):
    """Another system, for the length of one request: like a Viewer, but it is nobody, has no role, and may what its token's scopes say."""

    service_id: int
    token_id: int
    name: str
    agency: str
    agency_name: str
    agency_kind: str
    scopes: frozenset[str]
    expires_at: datetime
    used_at: datetime | None
    page: str = ""
    where_from: str = ""
    trace: Trace = msgspec.field(default_factory=Trace)

    @property
    def actor(self) -> dict[str, str]:
        """As an event names its actor, where whoever acted is not said."""
        return {"id": f"{self.agency}/{self.name}"}

    def may(self, scope: str) -> bool:
        if scope not in scopes():
            raise ValueError(f"no scope is called {scope!r}")
        return scope in self.scopes

    def must(self, scope: str, *, persons: Iterable[int] = (), case_ids: Iterable[str] = (), kind: str = "page") -> None:
        """Raises Refused."""
        if not self.may(scope):
            raise Refused(f"{scopes()[scope]}: not by this token.", persons=persons, case_ids=case_ids, kind=kind)


def bearer(authorization: str, *, page: str = "", where_from: str = "") -> ServiceViewer:
    """Whose token an Authorization header holds, now; its use is noted. Raises NoBearer."""
    scheme, _space, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NoBearer(_("A token is needed."))
    now = timezone.now()
    standing = Token.objects.select_related("service__agency").filter(revoked_at=None, expires_at__gt=now, service__ended_at=None)
    found = standing.filter(digest=digest(token.strip())).first()
    if found is None:
        raise NoBearer(_("This token is not known, or holds no more."))
    before, agency = found.used_at, found.service.agency
    Token.objects.filter(Q(used_at=None) | Q(used_at__lt=now - NOTED), pk=found.pk).update(used_at=now, used_from=where_from or None)
    return ServiceViewer(
        service_id=found.service_id,
        token_id=found.pk,
        name=found.service.name,
        agency=agency.slug,
        agency_name=agency.name,
        agency_kind=agency.kind,
        scopes=frozenset(found.scopes) & scopes().keys(),
        expires_at=found.expires_at,
        used_at=before,
        page=page,
        where_from=where_from,
    )
