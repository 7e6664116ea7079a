"""Professional standards are told at once, in the transaction of whoever looked: of a look, a search or a check that reached a case with a
member of staff in it, or would have, by somebody who is not named there; and of staff who look for themselves. Whoever looked is told
nothing of it.
"""

from collections.abc import Iterable
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import Agency
from safehold.access.standards.models import Alert
from safehold.access.standards.posts import posts
from safehold.access.standards.seeing import Works
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer

JUDGES = "judge_looks"


class NotAnswered(ValueError):
    """It is not the viewer's to answer, or somebody has."""


def would_have_reached(persons: Iterable[int], how: str, asked: str) -> None:
    """Whom a search or a check found, told to whoever asked or not. `how` is check or search, `asked` what was typed."""
    _call("SELECT access.would_have_reached(%s::bigint[], %s, %s)", [sorted(set(persons)), how, asked[:500]])


def warned_of(persons: Iterable[int]) -> bool:
    """Whether something is kept of these that whoever answers a call must know to be dangerous: never to the person or their line."""
    return bool(_call("SELECT access.warned_of(%s::bigint[])", [sorted(set(persons))]))


def looked_for_oneself(how: str, asked: str) -> None:
    _call("SELECT access.looked_for_oneself(%s, %s)", [how, asked[:500]])


def before(viewer: Viewer, *, answered: bool = False) -> QuerySet[Alert]:
    """Those that are the viewer's to answer, the latest first; or those of their agency's staff that were answered."""
    viewer.must(JUDGES)
    found = Alert.objects.exclude(user_id=viewer.user_id).select_related("user", "answered_by").order_by("-last_at", "-pk")
    if answered:
        return found.exclude(outcome="").filter(agencies__contains=[viewer.agency])
    waiting = list(found.filter(outcome="").values_list("pk", "user__staff_id", "agencies", "kept_from"))
    whose = Whose(viewer) if waiting else None
    return found.filter(pk__in=[number for number, *each in waiting if whose is not None and whose.is_for(*each)])


def waiting(viewer: Viewer) -> int:
    return before(viewer).count() if viewer.may(JUDGES) else 0


def answer(viewer: Viewer, number: int, *, outcome: str, why: str) -> Alert:
    """Once. Raises NotAnswered."""
    found = before(viewer).filter(pk=number).select_for_update(of=("self",)).first()
    if found is None:
        raise NotAnswered(_("Somebody has answered already, or it is not for you to answer."))
    found.outcome, found.outcome_why, found.answered_by_id, found.answered_at = outcome, why, viewer.user_id, timezone.now()
    found.save(update_fields=["outcome", "outcome_why", "answered_by", "answered_at"])
    return found


class Whose:
    """To whom an alert goes: those at the agencies of whoever is concerned, who are neither who looked nor of that line; where nobody there
    could, those at the agencies that lead in the area, then all others."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    @cached_property
    def _works(self) -> Works:
        return posts(JUDGES)

    @cached_property
    def _every(self) -> list[str]:
        return list(Agency.objects.values_list("slug", flat=True))

    def is_for(self, looker: str, agencies: list[str], kept: list[str]) -> bool:
        never = {*kept, *self._works.line(looker)}
        for among in (agencies, sorted(standing_in(self._viewer).leading), self._every):
            could = self._works.holding(self._works.watch, among) - never
            if could:
                return self._viewer.staff_id in could and self._viewer.agency in among
        return False


def _call(query: str, values: list[object]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]
