"""The log of looks: who saw whom, when, in which role, and what for. It is written in the request's own transaction, before the first
byte of the answer leaves, and the database lets the application add to it and never change it."""

import logging
from collections.abc import Iterable
from functools import partial
from hashlib import blake2b
from typing import Any

import structlog
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from safehold.access import asked
from safehold.access.viewer import Viewer

LOG = "safehold.looks"
log = structlog.get_logger(LOG)


class Look(models.Model):
    class Kind(models.TextChoices):
        PAGE = "page"
        CHECK = "check"
        SEARCH = "search"
        EXPORT = "export"

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    refused = models.BooleanField()
    persons = ArrayField(models.BigIntegerField(), default=list)
    case_ids = ArrayField(models.TextField(), default=list)
    purpose = models.CharField(max_length=40)
    why = models.TextField()
    task = models.TextField()
    page = models.TextField()
    where_from = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["persons"], name="access_look_persons"),
            GinIndex(fields=["case_ids"], name="access_look_cases"),
            models.Index(fields=["user", "at"], name="access_look_user"),
        ]


def at(*, persons: Iterable[int] = (), case_ids: Iterable[str] = ()) -> models.Q:
    """Looks at any of these. The database finds them by index and gives their numbers; which of them the viewer may see is asked as they
    are read."""
    found = RawSQL("SELECT access.looks_at(%s::bigint[], %s::text[])", [sorted(set(persons)), sorted(set(case_ids))])
    return models.Q(pk__in=found)


# By what a look is the same as another of the same viewer and posting.
_SAME = ("kind", "refused", "persons", "case_ids", "purpose", "why", "task", "where_from")


def look(
    viewer: Viewer,
    kind: str,
    *,
    persons: Iterable[int] = (),
    case_ids: Iterable[str] = (),
    purpose: str = "",
    why: str = "",
    task: str = "",
    refused: bool = False,
) -> Look:
    """Logs that the viewer is about to be shown these persons and cases, or was refused them.

    Purpose is a name of roles.yaml, the role's ordinary work unless it is given; `why` is what the person typed, if they were asked;
    `task` is the call or the duty that brought them here. What is not given is as the request's grounds say. Of a form that was refused it
    was logged as it was sent (web/kept/refused.py): as its refusal is shown, only what else is shown is logged.
    """
    grounds = viewer.trace.grounds
    entry: dict[str, Any] = {
        "user_id": viewer.user_id,
        "agency": viewer.agency,
        "role": viewer.role,
        "kind": Look.Kind(kind).value,
        "refused": refused,
        "persons": sorted(set(persons)),
        "case_ids": sorted(set(case_ids)),
        "purpose": purpose or grounds.purpose or viewer.does.purpose,
        "why": why or grounds.why,
        "task": ": ".join(part for part in (viewer.trace.through, task or grounds.task) if part),
        "page": viewer.page,
        "where_from": viewer.where_from or None,
    }
    viewer.trace.looked = True
    digest = blake2b(repr([(name, entry[name]) for name in _SAME]).encode()).hexdigest()
    viewer.trace.logged.append(digest)
    if digest in viewer.trace.beforehand:
        return Look(**entry)
    made = Look(**entry)
    ((made.pk,),) = asked.rows(_ADD, [entry[name] for name in _COLUMNS])
    if logging.getLogger(LOG).isEnabledFor(logging.INFO):
        transaction.on_commit(partial(_tell_outside, made))
    return made


_COLUMNS = (
    "user_id", "agency", "role", "kind", "refused", "persons", "case_ids", "purpose", "why", "task", "page", "where_from",
)  # fmt: skip
_ADD = f"INSERT INTO access_look ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) RETURNING id"  # nosec B608


def _tell_outside(made: Look) -> None:
    """Once it is stored; by numbers, and without what anybody typed."""
    log.info(
        "look", look=made.pk, user=made.user_id, agency=made.agency, role=made.role, kind=str(made.kind), refused=made.refused,
        persons=made.persons, cases=made.case_ids, purpose=made.purpose, where_from=made.where_from or "",
    )  # fmt: skip
