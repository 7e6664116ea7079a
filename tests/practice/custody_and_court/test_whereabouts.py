"""Where a suspect stands with police and courts, and who is wanted and not looked for."""

import pytest

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, OTHER_PAIR, PAIR, ago, event
from safehold.practice.custody_and_court.models import Whereabouts
from safehold.practice.custody_and_court.wanted import wanted


def his():
    return Whereabouts.everything.get()


@pytest.mark.parametrize(
    ("kind", "data", "status"),
    [
        ("arrest.made", {"offence": "assault"}, "in_custody"),
        ("suspect.wanted", {"for": "assault"}, "wanted"),
        ("suspect.released", {"status": "bail"}, "on_bail"),
        ("suspect.released", {"status": "prison_release"}, "released_from_prison"),
        ("court.outcome", {"outcome": "remanded"}, "remanded"),
        ("court.outcome", {"outcome": "sentenced"}, "sentenced"),
    ],
)
def test_each_step_says_where_he_is(database, kind, data, status):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event(kind, ago(days=2), *PAIR, **data)
    assert his().status == status


def test_the_latest_step_stands_even_if_an_earlier_one_comes_in_late(database):
    event("suspect.released", ago(days=1), *PAIR, status="bail")
    event("arrest.made", ago(days=2), *PAIR, offence="assault")
    assert his().status == "on_bail"


def test_violence_to_one_victim_warns_in_the_case_of_the_next(database):
    event("call.received", ago(days=300), CLARA, BORIS, channel="999", domestic=True, strangulation=True)
    assert not his().violent_to_earlier
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    assert (his().violent_to_earlier, his().victims) == (True, 2)


def test_a_planned_release_is_known_until_he_is_out(database):
    event("court.outcome", ago(days=100), *PAIR, outcome="sentenced")
    event("release.planned", ago(days=9), *PAIR, more={"at": "2026-12-24", "from": "prison"})
    assert his().release_at is not None
    event("suspect.released", ago(days=1), *PAIR, status="prison_release")
    assert (his().release_at, his().status) == (None, "released_from_prison")


def test_whoever_was_longest_not_looked_for_comes_first(viewer_as):
    viewer = viewer_as("control_room_supervisor")
    event("suspect.wanted", ago(days=3), *PAIR, **{"for": "assault"})
    event("suspect.wanted", ago(days=2), *OTHER_PAIR, **{"for": "stalking"})
    event("arrest.attempted", ago(days=4), DMITRI, result="not at home")
    assert [(each.wanted_for, each.result) for each in wanted(viewer).listed] == [("assault", ""), ("stalking", "")]
    event("arrest.attempted", ago(hours=5), BORIS, result="not at home")
    assert [(each.wanted_for, each.result) for each in wanted(viewer).listed] == [("stalking", ""), ("assault", "not at home")]
    event("arrest.made", ago(hours=1), *PAIR, offence="assault")
    assert [each.wanted_for for each in wanted(viewer).listed] == ["stalking"]
