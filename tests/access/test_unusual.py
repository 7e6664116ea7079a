"""Which looks are out of the ordinary: each sign as pairs of what is told and what, at its edge, is not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safehold.access.looking import measures
from safehold.access.looking.models import Unusual
from safehold.access.looking.surfacing import surface_unusual
from safehold.access.looking.unusual import About, Known, Look, unusual
from safehold.access.looks import look

STANDARD = measures.standard()
DAY = date(2026, 3, 4)
NOON = 1_772_625_600_000_000
POLICE = "northshire-police"
MINUTE = 60_000_000


def seen(number=1, *, at=NOON, page="/people/7/", kind="page", persons=(7,), task="duty x", user=1, case_ids=(), day=DAY):
    return Look(number, at, day, user, POLICE, "investigator", kind, persons, case_ids, task, page)


def known(*, rare=("tanglewood",), **about):
    persons = {7: About(**({"given_name": "anna", "family_name": "quillfeather"} | about))}
    return Known({1: ("boris", "tanglewood")}, persons, frozenset(rare))


def signs(looks, facts):
    return [each.sign for each in unusual(looks, facts, STANDARD)]


def with_home(facts, *, home="4 larch close XN1 1AA", street="larch close XN1 1AA", staff_of=POLICE):
    """The looker is on record themselves, living there."""
    return Known(facts.staff, {**facts.persons, 99: About("boris", "tanglewood", home, street, staff_of)}, facts.rare)


def test_a_look_at_anybody_with_a_task_is_ordinary():
    assert signs([seen()], known()) == []


@pytest.mark.parametrize(
    ("about", "rare", "found"),
    [
        ({"family_name": "tanglewood"}, ("tanglewood",), ["own_family"]),
        ({"family_name": "tanglewood"}, (), []),  # as common as Jones
        ({"given_name": "boris", "family_name": "tanglewood", "staff_of": POLICE}, (), ["own_record"]),
        ({"given_name": "boris", "family_name": "tanglewood", "staff_of": "northshire-health"}, (), []),
        ({"staff_of": POLICE}, (), ["colleague"]),
        ({"staff_of": "northshire-health"}, (), []),
    ],
)
def test_a_look_at_oneself_at_family_or_at_a_colleague_is_told(about, rare, found):
    assert signs([seen()], known(rare=rare, **about)) == found


@pytest.mark.parametrize(
    ("home", "street", "staff_of", "found"),
    [
        ("4 larch close XN1 1AA", "larch close XN1 1AA", POLICE, ["own_address"]),
        ("9 larch close XN1 1AA", "larch close XN1 1AA", POLICE, ["neighbour"]),
        ("9 beech row XN1 1AB", "beech row XN1 1AB", POLICE, []),
        ("4 larch close XN1 1AA", "larch close XN1 1AA", "northshire-health", []),  # somebody else of that name
    ],
)
def test_a_look_at_ones_own_address_or_street_is_told(home, street, staff_of, found):
    facts = with_home(known(home=home, street=street), staff_of=staff_of)
    assert signs([seen()], facts) == found


def test_it_is_of_whom_a_page_is_and_of_everybody_whom_a_search_found_and_of_no_list_of_work():
    facts = known(staff_of=POLICE)
    assert signs([seen(page="/work/")], facts) == []
    assert signs([seen(page="/cases/3-7/", persons=(3, 8))], facts) == ["colleague"]
    assert signs([seen(page="/cases/3-8/", persons=(3, 7, 8))], facts) == []
    assert signs([seen(page="/people/find/", kind="search")], facts) == ["colleague"]
    assert signs([seen(page="/calls/act", kind="check", persons=(8, 7))], facts) == ["colleague"]


def many(count, apart):
    return [seen(n, at=NOON + n * apart, page=f"/people/{100 + n}/") for n in range(count)]


def test_many_people_within_the_hour_are_told_at_the_edge_and_not_before_it():
    most, minutes = STANDARD.numbers.many_people.value, STANDARD.numbers.many_minutes.value
    just = minutes * MINUTE // (most - 1)
    assert signs(many(most, just), known()) == ["many_fast"]
    assert signs(many(most - 1, just), known()) == []
    assert signs(many(most, just + MINUTE), known()) == []
    same = [seen(n, at=NOON + n, page="/people/7/") for n in range(most)]
    assert signs(same, known()) == []


def test_several_cases_in_a_day_with_no_task_but_a_reason_are_told():
    least = STANDARD.numbers.no_task_many.value
    idle = [seen(n, page=f"/cases/{n}/", task="" if n % 2 else f"opening {n}", persons=()) for n in range(least)]
    assert signs(idle, known()) == ["no_task"]
    assert signs(idle[1:], known()) == []
    assert signs([*idle[1:], seen(50, page="/cases/50/")], known()) == []
    assert signs([*idle[1:], seen(51, page="/cases/51/", task="", day=date(2026, 3, 5))], known()) == []


def test_the_most_serious_comes_first_and_the_looks_of_a_day_stand_together():
    facts = Known(
        {1: ("boris", "tanglewood")},
        {7: About("anna", "quillfeather", staff_of=POLICE), 8: About("vera", "tanglewood")},
        frozenset({"tanglewood"}),
    )
    found = unusual([seen(1), seen(2, at=NOON + 5), seen(3, page="/people/8/")], facts, STANDARD)
    assert [(each.sign, each.looks, each.persons) for each in found] == [("own_family", (3,), (8,)), ("colleague", (1, 2), (7,))]


@pytest.fixture
def colleague(owner):
    owner.execute(
        "INSERT INTO identity_person (id, given_name, family_name, other_names, date_of_birth, sex, address, postcode, phones, as_victim,"
        " as_suspect, as_child, staff_of, last_seen) VALUES"
        " (7, 'Anna', 'Quillfeather', '{}', '', '', '9 Larch Close', 'XN1 1AA', '{}', 1, 0, 0, 'northshire-police', 0),"
        " (8, 'Femi', 'Clarke', '{}', '', '', 'Flat 2, 4 Larch Close', 'XN1 1AA', '{}', 1, 0, 0, 'northshire-police', 0)"
    )
    owner.commit()


def at(viewer, page):
    import msgspec

    return msgspec.structs.replace(viewer, page=page, trace=type(viewer.trace)())


def test_what_is_found_is_kept_once_grows_until_it_is_answered_and_then_stands(viewer_as, colleague, owner):
    viewer = viewer_as("investigator")  # Femi Clarke
    look(at(viewer, "/people/7/"), "page", persons=[7], task="duty x")
    assert surface_unusual() == 2
    assert surface_unusual() == 0
    assert {each.sign: each.severity for each in Unusual.objects.all()} == {"neighbour": 3, "colleague": 4}
    look(at(viewer, "/people/7/"), "page", persons=[7], task="duty x")
    assert surface_unusual() == 2
    assert {len(each.looks) for each in Unusual.objects.all()} == {2}
    owner.execute("UPDATE looking_unusual SET outcome = 'explained', outcome_why = 'on the roster', answered_at = now()")
    owner.commit()
    look(at(viewer, "/people/7/"), "page", persons=[7], task="duty x")
    assert surface_unusual() == 2
    assert sorted(len(each.looks) for each in Unusual.objects.filter(outcome="")) == [1, 1]


def test_a_look_that_was_refused_or_is_older_than_is_asked_for_is_not_told(viewer_as, colleague, owner):
    viewer = viewer_as("investigator")
    look(at(viewer, "/people/7/"), "page", persons=[7], refused=True)
    one = look(at(viewer, "/people/8/"), "page", persons=[8], task="duty x")
    old = datetime.now(UTC) - timedelta(days=STANDARD.numbers.unusual_days.value, minutes=1)
    owner.execute("UPDATE access_look SET at = %s WHERE id = %s", [old, one.pk])
    owner.commit()
    assert surface_unusual() == 0
    owner.execute("UPDATE access_look SET at = %s WHERE id = %s", [old + timedelta(minutes=2), one.pk])
    owner.commit()
    assert surface_unusual() == 1
    assert Unusual.objects.get().sign == "own_record"
