"""The log of what is done about signing in; and what of it somebody is told when they sign in next. It is added to, never changed."""

from functools import lru_cache
from importlib import resources

import msgspec
import structlog
import yaml
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import User
from safehold.access.signing_in.models import Act
from safehold.access.viewer import Viewer

log = structlog.get_logger("safehold.security")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    log: str
    told: str = ""


@lru_cache(maxsize=1)
def words() -> dict[str, Words]:
    text = resources.files("safehold.access.signing_in").joinpath("acts.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, Words])


def own(request: HttpRequest, user: User, what: str, about: str = "") -> None:
    """What somebody did about their own signing in."""
    _add(what, user.pk, user.pk, "", about, request.META.get("REMOTE_ADDR", ""))


def doubted(request: HttpRequest, user: User, what: str, about: str = "") -> None:
    """What somebody did who may not be who they seem."""
    place = request.META.get("REMOTE_ADDR", "")
    log.warning("security", what=what.replace("_", " "), user=user.pk, where_from=place)
    _add(what, user.pk, None, "", about, place)


def by(viewer: Viewer, what: str, user: User | None = None, about: str = "") -> None:
    """What somebody did in their role, about another or about an account of their agency."""
    _add(what, user.pk if user else None, viewer.user_id, viewer.agency, about, viewer.where_from)


def from_outside(what: str, user: User | None = None, about: str = "", agency: str = "") -> None:
    """What whoever runs Safehold did from the command line."""
    _add(what, user.pk if user else None, None, agency, about, "")


def tell(user: User) -> list[str]:
    """What others did about somebody's signing in, in words for them; each is told once."""
    untold = Act.objects.filter(user=user, told_at=None, what__in=[name for name, said in words().items() if said.told])
    others = list(untold.exclude(by=user).order_by("at"))
    Act.objects.filter(pk__in=[act.pk for act in others]).update(told_at=timezone.now())
    return [_(words()[act.what].told).format(about=act.about) for act in others]


def of_agency(viewer: Viewer, user: User | None = None, most: int = 50) -> QuerySet[Act]:
    """The log of the viewer's agency, the latest first; with somebody, all that was done about them."""
    viewer.must("administer")
    of = Q(user=user) if user else Q(agency=viewer.agency)
    return Act.objects.filter(of).select_related("user", "by").order_by("-at", "-pk")[:most]


def in_words(act: Act) -> str:
    return _(words()[act.what].log).format(about=act.about)


def _add(what: str, user_id: int | None, by_id: int | None, agency: str, about: str, where_from: str) -> None:
    if what not in words():
        raise ValueError(f"acts.yaml has no words for {what!r}")
    Act.objects.create(what=what, user_id=user_id, by_id=by_id, agency=agency, about=about[:200], where_from=where_from or None)
