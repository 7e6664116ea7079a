"""Carries out what people decided: content goes, its digests stay, and nothing that was worked out from it stays anywhere."""

import time
from functools import partial
from typing import Any, NamedTuple

import structlog
from django.db import transaction

from safehold.chronology.deriving import derive, derive_marked
from safehold.chronology.envelope import Event
from safehold.chronology.record import record
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder
from safehold.chronology.writing import Writing
from safehold.identity.placing import MENTIONS_AN_EVENT
from safehold.identity.removing import remove
from safehold.retention.deciding import goes_on
from safehold.retention.going import NotNow, to_go
from safehold.retention.models import Decision

log = structlog.get_logger("safehold.retention")


class Removed(NamedTuple):
    """How many events lost how many parts; `stayed` are events of the record that are of another's too."""

    events: int
    parts: int
    stayed: int


class _Decider(NamedTuple):
    agency: str
    actor: dict[str, str]


def carry_out_all() -> int:
    """Everything that people approved and whose days have passed. Returns how many records' content went. A job of the runner."""
    done = 0
    for decision in approved():
        try:
            removed = carry_out(decision.pk)
        except NotNow:
            continue
        log.info("content removed", decision=decision.pk, events=removed.events, parts=removed.parts, stayed=removed.stayed)
        done += 1
    return done


def approved() -> list[Decision]:
    """Removals that are decided and not withdrawn, whether they hold yet or not."""
    standing = Decision.objects.filter(keep=False, removal=None).exclude(answers__agrees=False)
    return list(standing.prefetch_related("answers").order_by("id"))


def carry_out(decision: int) -> Removed:
    """Raises NotNow."""
    return again_if_overtaken(lambda: _carry_out(Decision.objects.select_related("by").get(pk=decision)))


def _carry_out(decision: Decision) -> Removed:
    now = time.time_ns() // 1000
    from_then = goes_on(decision)
    if from_then is None:
        raise NotNow("Another person has not confirmed it yet.")
    if from_then > now:
        raise NotNow("The days in which it can be withdrawn have not passed.")
    with recorder() as cursor:
        rows(cursor, "SELECT id FROM identity_person WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE", [sorted(decision.persons)])
        going, stayed = to_go(cursor, decision, now)
        parts = rows(cursor, "SELECT seq, part FROM retention_carry_out(%s, %s::bigint[], %s)", [decision.pk, sorted(going), stayed])
        mentions = [seq * MENTIONS_AN_EVENT + int(part.partition(":")[2]) for seq, part in parts if part.startswith("person:")]
        moved = remove(cursor, mentions, going)
        derived = derive(cursor, going.keys() | moved)
        cursor.execute("SELECT retention_forget(%s::bigint[])", [sorted(going)])
    if derived.marked:
        transaction.on_commit(partial(derive_marked, derived.marked), robust=True)
    _tell(decision, going, parts)
    return Removed(len(going), len(parts), stayed)


def _tell(decision: Decision, going: dict[int, Event], parts: list[tuple[Any, ...]]) -> None:
    """That the content went is recorded of each event, by whoever decided it; no word of it names anybody."""
    writing = Writing(_Decider(decision.agency, {"id": decision.by.staff_id, "role": decision.role}))
    gone: dict[int, list[str]] = {}
    for seq, part in parts:
        gone.setdefault(seq, []).append(part)
    for seq, listed in gone.items():
        reason = f"retention, group {decision.group}: {decision.ground}"
        writing.add("content.redacted", {"parts": sorted(listed), "reason": reason}, about=[going[seq].id])
    record(writing.raws)
