"""Accounts of other systems, and the tokens by which these are known. A token is told once, kept as a digest, ends by itself, and may do
what its scopes say for its agency, and nothing else."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import cast

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import Agency
from safehold.access.signing_in import acts
from safehold.access.signing_in.models import Service, Token
from safehold.access.viewer import Viewer

MARK = "safehold_"  # so that one left in a file is found by whoever looks for such
LONGEST = timedelta(days=365)


class NoService(ValueError):
    """An account or token that cannot be made, or is not there; the message may be shown."""


@lru_cache(maxsize=1)
def scopes() -> dict[str, str]:
    text = resources.files("safehold.access.signing_in").joinpath("scopes.yaml").read_text(encoding="utf-8")
    return cast(dict[str, str], yaml.safe_load(text))


def digest(token: str) -> bytes:
    """A token is as random as a key, so one round is enough."""
    return sha256(token.encode()).digest()


def of_agency(agency: str) -> QuerySet[Service]:
    with_tokens = Prefetch("tokens", Token.objects.order_by("-made_at", "-pk"))
    return Service.objects.filter(agency_id=agency).prefetch_related(with_tokens).order_by("ended_at", "name")


def service_of(agency: str, name: str) -> Service:
    """Raises NoService."""
    found = of_agency(agency).filter(name=name).first()
    if found is None:
        raise NoService(_("No account here is called %(name)s.") % {"name": name})
    return found


@transaction.atomic
def make(agency: str, name: str, is_for: str, by: Viewer | None) -> Service:
    """`by` is nobody from the command line. Raises NoService, Refused."""
    _may(by, agency)
    try:
        validate_slug(name)
    except ValidationError as error:
        raise NoService(_("Name it in small letters, digits and hyphens, as in control-room.")) from error
    if not Agency.objects.filter(slug=agency).exists():
        raise NoService(_("No agency is called %(name)s.") % {"name": agency})
    if Service.objects.filter(agency_id=agency, name=name).exists():
        raise NoService(_("An account of that name is here, or was. Choose another name."))
    if not is_for.strip():
        raise NoService(_("Say which system it is, and what for."))
    made = Service.objects.create(
        agency_id=agency, name=name, is_for=is_for.strip()[:200], made_by_id=by.user_id if by else None, made_at=timezone.now()
    )
    _log(by, agency, "service_made", name)
    return made


@transaction.atomic
def make_token(service: Service, granted: Collection[str], days: int, by: Viewer | None) -> str:
    """The token, which cannot be told again. Raises NoService, Refused."""
    _may(by, service.agency_id)
    if service.ended_at is not None:
        raise NoService(_("This account has ended."))
    if not granted or not set(granted) <= scopes().keys():
        raise NoService(_("Choose what it may do."))
    if not 0 < days <= LONGEST.days:
        raise NoService(_("Choose for how many days it holds, up to %(most)d.") % {"most": LONGEST.days})
    token, now = MARK + secrets.token_urlsafe(32), timezone.now()
    Token.objects.create(
        service=service,
        digest=digest(token),
        hint=token[-4:],
        scopes=[name for name in scopes() if name in granted],
        made_by_id=by.user_id if by else None,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    _log(by, service.agency_id, "token_made", f"{service.name} …{token[-4:]}")
    return token


@transaction.atomic
def revoke(service: Service, number: int, by: Viewer | None) -> None:
    """At once. Raises NoService, Refused."""
    _may(by, service.agency_id)
    token = service.tokens.filter(pk=number).first()
    if token is None:
        raise NoService(_("It has no such token."))
    if Token.objects.filter(pk=number, revoked_at=None).update(revoked_at=timezone.now()):
        _log(by, service.agency_id, "token_revoked", f"{service.name} …{token.hint}")


def numbered(service: Service, hint: str) -> int:
    """The token that holds and ends so. Raises NoService where it is none, or several."""
    found = list(service.tokens.filter(hint=hint, revoked_at=None).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise NoService(_("No token of this account ends so, or several do."))
    return int(found[0])


def listed(agency: str, name: str = "") -> list[str]:
    """A line for each account, and for each of its tokens that hold."""
    lines = []
    for each in of_agency(agency).filter(**({"name": name} if name else {})):
        lines.append(f"{each.name}: {each.is_for}{' (ended)' if each.ended_at else ''}")
        for token in each.tokens.all():
            if token.revoked_at is None and token.expires_at > timezone.now():
                used = f"{token.used_at:%Y-%m-%d %H:%M} from {token.used_from}" if token.used_at else "never"
                lines.append(f"  …{token.hint} {', '.join(token.scopes)}; until {token.expires_at:%Y-%m-%d}; last used {used}")
    return lines


@transaction.atomic
def end(service: Service, by: Viewer | None) -> None:
    """The account, and all its tokens at once. Raises Refused."""
    _may(by, service.agency_id)
    now = timezone.now()
    service.tokens.filter(revoked_at=None).update(revoked_at=now)
    if Service.objects.filter(pk=service.pk, ended_at=None).update(ended_at=now):
        _log(by, service.agency_id, "service_ended", service.name)


def _may(by: Viewer | None, agency: str) -> None:
    if by is not None:
        by.must("administer")
        if by.agency != agency:
            raise NoService(_("This account is another agency's."))


def _log(by: Viewer | None, agency: str, what: str, about: str) -> None:
    if by is not None:
        acts.by(by, what, about=about)
    else:
        acts.from_outside(what, about=about, agency=agency)
