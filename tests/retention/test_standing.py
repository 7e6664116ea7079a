"""Groups, clocks, holds and floors, at their edges; nothing here needs a database."""

import pytest

from retention.long_ago import event
from safehold.chronology.envelope import read_event
from safehold.chronology.times import read_when
from safehold.retention.reading import load_schedule
from safehold.retention.standing import Decided, OnFile, Stands, stand
from safehold.retention.years import months_after, years_after
from safehold.rulebook.reading import BadRules

HER = {"ref": "N1", "role": "victim"}
HIM = {"ref": "N2", "role": "suspect"}
SCHEDULE = load_schedule()
FIRST = "2010-03-01T10:00:00+00:00"


def at(text: str) -> int:
    return read_when(text).earliest


def on_file(*raws, agency_kind="police", births=None, children=(), agency="northshire-police"):
    events = tuple(map(read_event, raws))
    own = tuple(each for each in events if each.agency == agency)
    return OnFile(agency, agency_kind, "1-2", own, events, births if births is not None else {"victim": "", "suspect": ""}, children)


def call(when=FIRST, **more):
    return event("call.received", when, HER, HIM, **more)


def stands(now, *raws, decided=(), **more):
    return stand(on_file(*raws, **more), SCHEDULE, decided, at(now))


@pytest.mark.parametrize(
    ("group", "raw"),
    [
        ("4", call(data={"domestic": True})),
        ("3", event("crime.recorded", FIRST, HER, HIM, data={"offence": "criminal damage"})),
        ("2", event("crime.recorded", FIRST, HER, HIM, data={"offence": "Assault occasioning ABH"})),
        ("2", call(data={"strangulation": True})),
        ("4", call(data={"strangulation": False})),
        ("2", event("order.made", FIRST, HER, HIM, data={"order": "restraining"})),
        ("1", event("crime.recorded", FIRST, HER, HIM, data={"offence": "RAPE of a female over 16"})),
        ("1", event("risk.assessed", FIRST, HER, HIM, data={"instrument": "dash", "grade": "high"})),
        ("4", event("risk.assessed", FIRST, HER, HIM, data={"instrument": "dash", "grade": "medium"})),
        ("1", event("death.reported", FIRST, {"ref": "N1", "role": "deceased"}, data={"apparent_cause": "homicide"})),
        ("1", event("perpetrator.managed", FIRST, HIM, data={"tactic": "disrupt"})),
    ],
)
def test_the_group_is_what_the_events_ask_for(group, raw):
    assert stands("2012-01-01", raw).group.id == group


def test_a_record_goes_by_the_strictest_group_of_any_of_its_events():
    crime = event("crime.recorded", FIRST, HER, HIM, data={"offence": "criminal damage"})
    rape = event("crime.recorded", FIRST, HER, HIM, data={"offence": "rape"})
    assert stands("2012-01-01", call(), crime, rape).group.id == "1"


@pytest.mark.parametrize(("kind", "group"), [("idva", "advocacy"), ("refuge", "advocacy"), ("csp", "conference"), ("housing", "partner")])
def test_partners_go_by_schedules_of_their_own_whatever_the_events(kind, group):
    rape = event("crime.recorded", FIRST, HER, HIM, data={"offence": "rape"})
    assert stands("2012-01-01", rape, agency_kind=kind).group.id == group


def test_an_agency_that_is_not_set_up_goes_by_the_groups_that_keep_longest():
    assert stands("2012-01-01", call(), agency_kind="somebody").group.id == "4"


def test_six_clear_years_to_the_microsecond():
    due = at("2016-03-01T10:00:00+00:00")
    record = on_file(call())
    assert stand(record, SCHEDULE, [], due - 1).stands == Stands.RUNNING
    assert stand(record, SCHEDULE, [], due).stands == Stands.REVIEW
    assert stand(record, SCHEDULE, [], due).may_go == due


def test_a_new_contact_restarts_the_clear_period_and_a_note_about_the_record_does_not():
    assert stands("2016-03-02", call(), event("record.restricted", "2015-01-01", about="x", data={"to": []})).stands == Stands.REVIEW
    later = stands("2016-03-02", call(), call("2012-01-01"))
    assert later.stands == Stands.RESTARTED
    assert later.due == years_after(read_when("2012-01-01").latest, 6)


def test_what_another_agency_records_is_contact_for_the_police_and_not_for_advocates():
    elsewhere = event("support.referred", "2014-01-01", HER, agency="northshire-housing")
    assert stands("2016-03-02", call(), elsewhere).stands == Stands.RESTARTED
    engaged = event("idva.engaged", FIRST, HER, agency="northshire-idva")
    assert stands("2017-03-02", engaged, elsewhere, agency_kind="idva", agency="northshire-idva").stands == Stands.REVIEW


def test_group_one_is_reviewed_every_ten_years_and_kept_until_the_suspect_would_be_a_hundred():
    high = event("risk.assessed", FIRST, HER, HIM, data={"instrument": "dash", "grade": "high"})
    births = {"victim": "1990-01-01", "suspect": "1970-05-03"}
    assert stands("2020-02-28", high, births=births).stands == Stands.RUNNING
    reviewed = stands("2020-03-02", high, births=births)
    assert reviewed.stands == Stands.REVIEW
    assert reviewed.may_go == years_after(read_when("1970-05-03").latest, 100)
    kept = [Decided(keep=True, at=at("2020-03-02"), next_review=at("2030-03-02"))]
    assert stands("2029-01-01", high, births=births, decided=kept).stands == Stands.KEPT
    assert stands("2030-03-02", high, births=births, decided=kept).stands == Stands.REVIEW
    assert stands("2071-01-01", high, births=births, decided=[Decided(keep=False, at=at("2070-12-01"))]).stands == Stands.APPROVED


def test_nobody_s_approval_holds_before_its_time_unless_it_was_ordered():
    early = at("2015-01-01")
    assert stands("2015-01-02", call(), decided=[Decided(keep=False, at=early)]).stands == Stands.RUNNING
    assert stands("2015-01-02", call(), decided=[Decided(keep=False, at=early, whenever=True)]).stands == Stands.APPROVED


@pytest.mark.parametrize("contact", ["2012-01-01", "2016-03-03"])
def test_an_approval_lapses_for_good_once_another_contact_is_known(contact):
    approved = [Decided(keep=False, at=at("2016-03-02"))]
    assert stands("2016-03-04", call(), decided=approved).stands == Stands.APPROVED
    assert stands("2016-03-04", call(), call(contact), decided=approved).stands == Stands.RESTARTED
    assert stands("2030-01-01", call(), call(contact), decided=approved).stands == Stands.REVIEW


def test_somebody_without_a_date_of_birth_is_taken_as_eighteen_at_first():
    high = event("risk.assessed", FIRST, HER, HIM, data={"instrument": "dash", "grade": "high"})
    assert stands("2020-03-02", high).may_go == years_after(at(FIRST), 82)


def test_a_child_s_case_is_kept_until_the_youngest_is_twenty_five():
    found = stands("2016-03-02", call(), children=("1999-06", "2001-06-07"))
    assert found.stands == Stands.RESTARTED
    assert found.may_go == years_after(read_when("2001-06-07").latest, 25)
    assert "25" in found.why


def test_nothing_goes_within_six_months_of_a_conviction():
    convicted = event("court.outcome", "2023-01-10", HER, HIM, agency="northshire-courts", data={"outcome": "convicted"})
    engaged = event("idva.engaged", FIRST, HER, agency="northshire-idva")
    more = {"agency_kind": "idva", "agency": "northshire-idva"}
    assert stands("2023-06-01", engaged, convicted, **more).stands == Stands.RESTARTED
    assert stands("2023-07-12", engaged, convicted, **more).stands == Stands.REVIEW


HOLD = event("legal_hold.placed", "2015-01-01", HER, HIM, key="hold", data={"reason": "inquest"})


def test_a_hold_stops_everything_until_it_is_lifted_and_says_who_and_why():
    held = stands("2030-01-01", call(), HOLD, decided=[Decided(keep=False, at=at("2016-04-01"), whenever=True)])
    assert held.stands == Stands.HELD
    assert [(hold.why, hold.said, hold.agency, hold.by) for hold in held.holds] == [
        ("A legal hold", "inquest", "northshire-police", "first_responder")
    ]
    lifted = event("legal_hold.lifted", "2016-01-01", about="hold", data={"reason": "concluded"})
    assert stands("2030-01-01", call(), HOLD, lifted).stands == Stands.REVIEW


def test_lifting_one_hold_leaves_another():
    other = event("legal_hold.placed", "2015-02-01", HER, HIM, key="other-hold", data={"reason": "litigation"})
    lifted = event("legal_hold.lifted", "2016-01-01", about="hold", data={"reason": "concluded"})
    assert [hold.said for hold in stands("2030-01-01", call(), HOLD, other, lifted).holds] == ["litigation"]


def test_a_lifting_that_names_no_hold_ends_its_own_agency_s_and_never_another_s():
    theirs = event("legal_hold.placed", "2015-02-01", HER, HIM, key="theirs", agency="northshire-council", data={"reason": "litigation"})
    lifted = event("legal_hold.lifted", "2016-01-01", HER, HIM, data={"reason": "concluded"})
    assert [hold.said for hold in stands("2030-01-01", call(), HOLD, theirs, lifted).holds] == ["litigation"]
    aimed = event("legal_hold.lifted", "2016-01-01", about="nothing-we-hold", data={"reason": "concluded"})
    assert [hold.said for hold in stands("2030-01-01", call(), HOLD, aimed).holds] == ["inquest"]


def test_a_hold_until_a_day_ends_with_the_day():
    until = event("legal_hold.placed", "2015-01-01", HER, HIM, data={"reason": "litigation", "until": "2020-06-30"})
    end = read_when("2020-06-30").latest
    record = on_file(call(), until)
    assert stand(record, SCHEDULE, [], end).stands == Stands.HELD
    assert stand(record, SCHEDULE, [], end + 1).stands == Stands.REVIEW


@pytest.mark.parametrize("kind", ["death.reported", "review.opened", "watchdog.referred", "complaint.made"])
def test_a_death_a_review_the_watchdog_and_a_complaint_hold_by_themselves(kind):
    assert stands("2090-01-01", call(), event(kind, "2010-04-01", HER, HIM, key="it")).stands == Stands.HELD


def test_a_hold_over_everybody_holds_a_record_that_it_does_not_name():
    placed = read_event(event("legal_hold.placed", "2015-01-01", data={"reason": "public inquiry"}))
    record = on_file(call())
    everybody = OnFile(**{name: getattr(record, name) for name in record.__struct_fields__} | {"over_all": (placed,)})
    assert stand(everybody, SCHEDULE, [], at("2030-01-01")).holds[0].said == "public inquiry"


def test_the_years_of_a_leap_day_end_on_the_last_of_february():
    assert years_after(at("2016-02-29T10:00:00+00:00"), 6) == at("2022-02-28T10:00:00+00:00")
    assert months_after(at("2016-08-31T10:00:00+01:00"), 6) == at("2017-02-28T10:00:00+00:00")
    assert years_after(instant_of("2026-01-01"), -6) == instant_of("2020-01-01")


def instant_of(day: str) -> int:
    return read_when(day).earliest


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("clock: until_age", "clock: never"), "schedule.yaml, line 18: groups[0].versions[0].clock is 'never'; allowed: clear, until_age"),
        (("kinds: [death.reported]", "kinds: [death.recorded]"), "'death.recorded' is not a kind of the catalogue"),
        (("{setting: partner-years}", "{setting: partner-decades}"), "names no setting 'partner-decades'"),
        (("value: 100, source", "value: hundred, source"), "is 'hundred'; it must be a whole number"),
    ],
)
def test_a_fault_in_the_schedule_names_its_line_and_field(tmp_path, change, told):
    from importlib import resources

    for name in ("schedule.yaml", "settings.yaml"):
        text = resources.files("safehold.retention").joinpath(name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(BadRules) as refused:
        load_schedule(tmp_path)
    assert told in str(refused.value)


def test_an_area_sets_its_own_numbers(tmp_path):
    from importlib import resources

    for name in ("schedule.yaml", "settings.yaml"):
        text = resources.files("safehold.retention").joinpath(name).read_text(encoding="utf-8")
        text = text.replace("  advocacy-years:\n    value: 7\n", "  advocacy-years:\n    value: 7\n    areas: {Northshire: 9}\n")
        (tmp_path / name).write_text(text, encoding="utf-8")
    years = [
        next(g for g in load_schedule(tmp_path, area=area).groups if g.id == "advocacy").clocks[0].years for area in ("Northshire", "")
    ]
    assert years == [9, 7]
