"""Bail and orders as they stand: set, changed, breached, ended, for whom they protect, and never by what happened to somebody else."""

import itertools

import pytest

from harness.recorded import ANNA, BORIS, CLARA, PAIR, ago, event
from safehold.practice.custody_and_court.models import Bail, Order

HIS, HERS = ("Boris", "Conrad", "Magnus", "Percy", "Tobias", "Victor"), ("Anna", "Edith", "Flora", "Hilda", "Judith", "Miriam")
pytestmark = pytest.mark.usefixtures("database")


def bail():
    (found,) = Bail.everything.all()
    return found


def order():
    (found,) = Order.everything.all()
    return found


def set_bail(stage="pre_charge", *people, days=10, **more):
    return event("bail.set", ago(days=days), *(people or PAIR), stage=stage, conditions=["no contact with her"], **more)


def test_bail_is_varied_extended_and_breached():
    given = set_bail(until="2026-03-01")
    event("bail.varied", ago(days=8), BORIS, about=given, conditions=["no contact", "not to enter Larch Close"])
    event("bail.extended", ago(days=7), BORIS, about=given, until="2026-06-01")
    event("bail.breach_reported", ago(days=6), *PAIR, about=given)
    event("bail.breach_reported", ago(days=5), *PAIR, about=given)
    found = bail()
    assert found.conditions == ["no contact", "not to enter Larch Close"]
    assert (found.breaches, found.ended_at) == (2, None)
    assert found.last_breach_at > found.set_at
    assert found.until_at > found.set_at - 400 * 86_400_000_000
    assert len(found.victim_ids) == 1


@pytest.mark.parametrize(
    ("stage", "kind", "data", "ends"),
    [
        ("pre_charge", "bail.ended", {}, True),
        ("pre_charge", "suspect.charged", {"offence": "assault"}, True),
        ("pre_charge", "suspect.released", {"status": "no_further_action"}, True),
        ("pre_charge", "suspect.released", {"status": "bail"}, False),
        ("pre_charge", "court.outcome", {"outcome": "convicted"}, False),
        ("post_charge", "suspect.charged", {"offence": "assault"}, False),
        ("post_charge", "court.outcome", {"outcome": "acquitted"}, True),
        ("post_charge", "court.outcome", {"outcome": "bailed"}, False),
    ],
)
def test_what_ends_bail_before_charge_and_after(stage, kind, data, ends):
    set_bail(stage)
    event(kind, ago(days=1), *PAIR, **data)
    assert (bail().ended_at is not None) is ends


def test_what_happens_with_another_victim_leaves_her_bail_as_it_is():
    set_bail()
    event("bail.ended", ago(days=1), CLARA, BORIS)
    event("bail.breach_reported", ago(days=1), CLARA, BORIS)
    assert (bail().ended_at, bail().breaches) == (None, 0)


def test_what_is_about_one_bail_leaves_the_other():
    first, second = set_bail(), set_bail("post_charge", days=9)
    event("bail.ended", ago(days=1), BORIS, about=first)
    ended = {each.stage: each.ended_at is not None for each in Bail.everything.all()}
    assert ended == {"pre_charge": True, "post_charge": False}
    assert second != first


def test_an_ending_that_was_recorded_by_mistake_is_voided_and_bail_stands_again():
    given = set_bail()
    ended = event("bail.ended", ago(days=1), BORIS, about=given)
    event("event.voided", ago(hours=1), about=ended, reason="another man's")
    assert bail().ended_at is None


def test_the_same_stands_whatever_came_first():
    steps = [
        ("order.made", 9, {"order": "non-molestation order", "until": "2027-01-01", "conditions": ["not to approach her"]}),
        ("order.served", 8, {}),
        ("order.breach_reported", 4, {}),
    ]
    seen = set()
    for turn, arrangement in enumerate(itertools.permutations(steps)):
        boris = {
            "ref": f"s{turn}",
            "role": "suspect",
            "given_name": HIS[turn],
            "family_name": "Tanglewood",
            "date_of_birth": f"1988-04-{turn + 10}",
        }
        anna = {"ref": f"v{turn}", "role": "victim", "given_name": HERS[turn], "family_name": "Quillfeather"}
        for kind, days, data in arrangement:
            event(kind, ago(days=days).replace(hour=12, minute=0, second=0), anna, boris, source=f"source-{turn}", **data)
        found = Order.everything.latest("event_id")
        seen.add((found.order, tuple(found.conditions), found.served_at is not None, found.breaches, found.ended_at))
    assert seen == {("non-molestation order", ("not to approach her",), True, 1, None)}
    assert Order.everything.count() == turn + 1


def test_a_date_that_cannot_be_read_leaves_an_order_in_force():
    event("order.made", ago(days=9), ANNA, BORIS, order="restraining order", until="when the court says")
    assert (order().until_at, order().ended_at) == (None, None)


def test_a_breach_of_somebody_elses_bail_is_not_of_his_however_often_he_is_worked_out_again():
    set_bail()
    theirs = set_bail("pre_charge", CLARA, {**BORIS, "ref": "N9", "given_name": "Ekow", "family_name": "Underhillock"})
    event("bail.breach_reported", ago(days=6), *PAIR, about=theirs)
    event("victim.told", ago(days=1), *PAIR, topic="support")
    assert {found.breaches for found in Bail.everything.all()} == {0}
