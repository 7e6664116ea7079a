"""The nightly run: what it leaves is what a full run gives, in whatever order people were recorded and however it is cut off."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chronology.chronologies import chronologies
from chronology.raws import write
from chronology.state import State, differences, state
from chronology.ways import holding
from harness.recorded import event
from safehold.access.viewer import Viewer
from safehold.chronology.importing import import_files
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import record
from safehold.identity import candidates
from safehold.identity.deciding import judge_people
from safehold.identity.models import Judgement, Mention, Person
from safehold.identity.reconciling import noted, run, sharing
from safehold.identity.reconciling.alone import AlreadyRunning
from safehold.identity.reconciling.models import Change, Run

KILLED = Path(__file__).with_name("killed_while_reconciling.py")
THREE = (("Vera", "Marlow", "1980-02-03"), ("Agata", "Quillon", "1991-07-07"), ("Joan", "Tarrant", "1955-12-30"))
BY = Viewer(1, "n1", "N", "northshire-police", "Northshire Police", "police", "da_specialist", 1)


def the(number: int, **said: str) -> dict[str, str]:
    return {"ref": f"w{number}", "role": "victim", "given_name": "Vera", "family_name": "Marlow", "date_of_birth": "1980-02-03"} | said


def met(*people: dict[str, str], day: int = 1) -> None:
    event("call.received", f"2024-03-{day:02}T09:00:00+00:00", *people, channel="999", domestic=True)


def reconciled(*, everything: bool = True) -> run.Seen:
    _, did = run.reconcile(change=lambda _: True, everything=everything)
    assert did is not None
    return did


def told(seen: run.Seen) -> Counter[str]:
    return Counter(change.what for found in seen.found for change in found.done.changes)


def judged() -> Counter[tuple[object, ...]]:
    named = dict(Mention.objects.order_by("-id").values_list("profile_id", "ref"))
    rows = Judgement.objects.exclude(judgement="weighed").values_list("a", "b", "judgement", "weight")
    return Counter(
        (*sorted((named[a], named[b])), judgement, round(weight, 6)) for a, b, judgement, weight in rows if a in named and b in named
    )


def whole(address: str) -> State:
    return state(address) | {"judgements": judged()}


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None, max_examples=6, phases=[Phase.generate])
@given(raws=chronologies(), seed=st.integers(0, 10_000))
def test_after_it_persons_are_those_of_a_full_run_and_a_second_run_changes_nothing(databases, django_db_blocker, raws, seed) -> None:
    """With keys that soon become too common, whoever came early was compared with people whom nobody who came later was. Otherwise nothing
    is left to do, but where two were recorded at once."""
    shuffled = random.Random(seed).sample(raws, len(raws))
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), TemporaryDirectory() as folder:
        for module in (candidates, sharing):
            patch.setattr(module, "MOST_SHARING", sharing.MOST_SHARING if seed % 2 else 2)
        if seed % 2:
            patch.setattr(sharing, "HIGHEST_RANK_AT_NIGHT", candidates.HIGHEST_RANK)
        patch.setattr(run, "AT_ONCE", 1 + seed % 3)
        with holding(databases) as address:
            import_files([write(Path(folder) / "all.jsonl", raws)])
            if not seed % 2:
                forget_all(address)
                reconciled()
            expected = whole(address)
        with holding(databases) as address:
            for raw in shuffled:
                record([raw])
            would, did = run.reconcile(change=lambda _: True, everything=True)
            assert not (seed % 2 and would.found)
            assert [found.done.changes for found in would.found] == [found.done.changes for found in did.found]
            assert differences(expected, whole(address)) == []
            assert rebuild(check=True).differences == []
            assert reconciled().found == []


def forget_all(address: str) -> None:
    with psycopg.connect(address) as owner:
        owner.execute("DELETE FROM identity_judgement")


def older(owner, *, as_judged: str = "unsure") -> None:
    """As if a model of before had judged otherwise: those whom it would link now were only unsure to it."""
    owner.execute("UPDATE identity_judgement SET judgement = %s, model = 'older'", [as_judged])
    owner.commit()
    rebuild(check=False)


def five_met() -> None:
    for day in range(1, 6):
        met(the(day, phone="07700 900123"), {"ref": f"m{day}", "role": "suspect", "given_name": "Carl", "family_name": "Cheevers"}, day=day)


def test_what_an_older_model_judged_is_judged_by_the_one_in_force(database, owner):
    five_met()
    before = state(database.owner)
    older(owner)
    assert Person.everything.filter(family_name="Marlow").count() == 5
    did = reconciled(everything=False)
    assert told(did)["joined"] == 1
    assert differences(before, state(database.owner)) == []
    (change,) = Change.objects.filter(run_id=did.run, what="joined")
    assert (len(change.before), change.after) == (5, [min(change.before)])
    kept = Run.objects.get(id=did.run)
    assert all((kept.ended, kept.cases, not kept.shown_only))
    assert rebuild(check=True).differences == []


def test_to_be_shown_what_it_would_change_changes_nothing(database, owner):
    five_met()
    older(owner)
    before = state(database.owner)
    asked: list[run.Seen] = []
    would, did = run.reconcile(change=lambda seen: bool(asked.append(seen)))
    assert (did, asked, told(would)["joined"]) == (None, [would], 1)
    assert differences(before, state(database.owner)) == []
    (shown,) = Run.objects.all()
    assert (shown.shown_only, Change.objects.filter(run_id=shown.id, what="joined").count()) == (True, 1)
    reconciled()
    assert list(Run.objects.values_list("shown_only", flat=True)) == [False]


def test_what_a_crash_left_half_placed_is_mended(database, owner):
    five_met()
    before = whole(database.owner)
    owner.execute("DELETE FROM identity_judgement")
    owner.execute("UPDATE identity_profile SET person_id = id WHERE id = (SELECT max(id) FROM identity_profile)")
    owner.commit()
    assert reconciled().found
    assert differences(before, whole(database.owner)) == []
    assert rebuild(check=True).differences == []


def test_whom_only_a_surname_brings_together_is_left_to_people_and_once(database, owner):
    """Said otherwise in all the rest, so that no narrow key finds her; whatever it weighs, nobody is linked by a surname."""
    met(the(1, family_name="Ravensbourne", given_name="Wing", date_of_birth="1995-06-05"))
    met(the(2, family_name="Ravensbourne", given_name="Ming", date_of_birth="1998-06-05"), day=2)
    assert not judged()
    did = reconciled(everything=False)
    assert told(did) == Counter(unsure=1)
    assert {judgement for _, _, judgement, _ in judged()} == {"unsure"}
    assert Person.everything.count() == 2
    assert rebuild(check=True).differences == []
    assert reconciled().found == []


def test_only_what_is_new_is_compared_again(database, owner, monkeypatch):
    five_met()
    assert reconciled(everything=False).profiles == 10
    monkeypatch.setattr(noted, "_LONGEST_RECORDING", 0)
    assert reconciled().profiles == 10
    met(the(9, phone="07700 900123"), day=9)
    again = reconciled(everything=False)
    assert (again.compared, again.found, 0 < again.profiles < 10) == (0, [], True)


def test_what_people_judged_stands_whatever_the_machine_would_say(database, owner):
    five_met()
    met(the(6, given_name="Tamsin", family_name="Oxley", date_of_birth="1961-01-01"), day=7)
    of = dict(Mention.objects.values_list("ref", "person_id"))
    judge_people(by=BY, one=of["w1"], other=of["w6"], judgement="linked", why="She says so")
    before = whole(database.owner)
    older(owner, as_judged="linked")
    reconciled()
    assert differences(before, whole(database.owner)) == []


def test_what_is_recorded_meanwhile_is_not_lost_and_ends_in_the_same_state(database, owner, monkeypatch):
    monkeypatch.setattr(run, "AT_ONCE", 2)
    five_met()
    older(owner)
    days = iter(range(10, 28))

    def recording(*_: object) -> bool:
        day = next(days)
        met(the(day, phone="07700 900123"), day=day)
        return True

    run.reconcile(change=recording, stage=lambda *_: recording)
    assert Person.everything.filter(family_name="Marlow").count() == 1
    assert rebuild(check=True).differences == []
    assert reconciled().found == []


def test_two_never_run_at_once(database):
    five_met()

    def another(_: run.Seen) -> bool:
        with psycopg.connect(database.app) as connection, connection.cursor() as cursor, pytest.raises(AlreadyRunning), run.alone(cursor):
            raise AssertionError("both run")
        return False

    run.reconcile(change=another)


@pytest.mark.parametrize("point", ["before the first is committed", "after the first", "after the second"])
def test_killed_half_way_nothing_is_half_linked_and_the_next_run_finishes(database, owner, point):
    for number, (given_name, family_name, born) in enumerate(THREE):
        for day in (1, 2):
            said = {"given_name": given_name, "family_name": family_name, "date_of_birth": born, "phone": f"07700 90012{number}"}
            met(the(10 * number + day, **said), day=number * 2 + day)
    before = state(database.owner)
    older(owner)
    place = {"before the first is committed": 0, "after the first": 1, "after the second": 2}[point]
    environment = os.environ | {"DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    assert subprocess.run([sys.executable, KILLED, str(place)], env=environment, check=False).returncode == -signal.SIGKILL
    assert rebuild(check=True).differences == []
    joined = 6 - Person.everything.count()
    assert joined == place
    assert Change.objects.filter(run_id__in=Run.objects.filter(shown_only=False), what="joined").count() == joined
    assert told(reconciled())["joined"] == 3 - joined
    assert differences(before, state(database.owner)) == []
