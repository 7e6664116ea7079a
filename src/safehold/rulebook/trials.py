"""The runner tries proposed rules on past cases, some seconds at a time, so that nothing else waits for it. A trial that is cut off is
begun again; what it found is kept once it is whole."""

import time

import msgspec
from django.db import transaction

from safehold.access.keyring import NoKey, secrets_for
from safehold.chronology.session import recorder, session
from safehold.rulebook.adopting import agreed, read_one
from safehold.rulebook.coarse import Coarse
from safehold.rulebook.current import CURRENT
from safehold.rulebook.model import Rule
from safehold.rulebook.models import Trial, Tried, UnderWay
from safehold.rulebook.reading import BadRules
from safehold.rulebook.trying import Trying

A_TURN = 5.0  # seconds
_USE = b"safehold: counts of trials, 1"
_under_way: dict[int, Trying] = {}


def run() -> int:
    """Goes on with what waits, the first asked first; how many came to their end."""
    ends, done = time.monotonic() + A_TURN, 0
    with transaction.atomic(), session() as cursor:
        CURRENT.refresh(lambda: agreed(cursor))
    for trial in Trial.objects.filter(tried=None).select_related("proposal").order_by("pk"):
        if time.monotonic() >= ends:
            break
        done += _go_on(trial, ends)
    return done


def _go_on(trial: Trial, ends: float) -> int:
    trying = _under_way.get(trial.pk)
    if trying is None:
        try:
            rule = rule_of(trial)
            tell = Coarse(secrets_for(_USE)[-1])  # the oldest: a new key does not tell the same cases afresh
        except (BadRules, NoKey) as error:
            return _kept(trial, {}, str(error))
        if rule is None:
            return _kept(trial, {}, "There is no such rule any more.")
        trying = _under_way[trial.pk] = Trying(CURRENT.rules, rule, trial.since, trial.until, tell)
    more = True
    while more and time.monotonic() < ends:
        with transaction.atomic(), session() as cursor:
            more = trying.step(cursor)
    return _told(trial, trying.part) if more else _kept(trial, msgspec.to_builtins(trying.found()), "")


def _told(trial: Trial, part: int) -> int:
    """How far it has come, for whoever looks meanwhile."""
    with transaction.atomic(), recorder():
        UnderWay.objects.update_or_create(trial=trial, defaults={"part": part})
    return 0


def rule_of(trial: Trial) -> Rule | None:
    if trial.proposal is not None:
        return read_one(trial.proposal.text, f"proposal {trial.proposal.pk}", CURRENT.rules)
    return next((each for each in CURRENT.rules.by_id.get(trial.rule, ()) if each.version == trial.version), None)


def _kept(trial: Trial, found: object, refused: str) -> int:
    with transaction.atomic(), recorder():
        Tried.objects.get_or_create(trial=trial, defaults={"at": time.time_ns() // 1000, "found": found, "refused": refused})
        UnderWay.objects.filter(trial=trial).delete()
    _under_way.pop(trial.pk, None)
    return 1
