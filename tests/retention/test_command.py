"""`safehold retention`: what is due, what would go and why not the rest; and the removal of what people approved, and of nothing else."""

import json

import pytest
from click.testing import CliRunner

from retention.long_ago import POLICE, event, records
from retention.test_deciding import CALL, HER, HIM
from safehold.chronology.record import record
from safehold.commands.retention import retention


@pytest.fixture
def run(database, monkeypatch):
    from contextlib import nullcontext

    monkeypatch.setattr("safehold.commands.starting.ready", nullcontext)  # the test has the database open already

    def ran(*arguments: str, status: int = 0):
        result = CliRunner().invoke(retention, [*arguments], catch_exceptions=False)
        assert result.exit_code == status, result.output
        return result.output

    return ran


def everything(owner) -> list[object]:
    tables = ("chronology_event", "chronology_chain", "identity_mention", "identity_person", "retention_decision", "retention_removal")
    found = [
        owner.execute(f"SELECT count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {each} t").fetchone()
        for each in tables
    ]
    owner.commit()
    return found


def test_nothing_on_record_is_old_enough(run):
    record([event("call.received", "2026-01-01", HER, HIM)])
    assert run("--simulate") == "Nothing on record is old enough to be looked at.\n"


def test_simulate_counts_by_group_agency_kind_and_year_says_why_not_and_changes_nothing(run, owner):
    restarted = HER | {"ref": "N8", "family_name": "Vale", "given_name": "Clara"}
    held = HER | {"ref": "N9", "family_name": "Under", "given_name": "Edie"}
    record([CALL, event("call.received", "2005-01-01", restarted), event("call.received", "2024-01-01", restarted)])
    record([event("call.received", "2005-01-01", held), event("legal_hold.placed", "2006-01-01", held, data={"reason": "inquest"})])
    before = everything(owner)
    told = json.loads(run("--simulate", "--json"))
    assert everything(owner) == before
    same = {"group": "4", "agency": POLICE, "records": 1}
    assert told["records"] == [
        same | {"stands": "held", "kind": "victim", "due": "2011"},
        same | {"stands": "restarted", "kind": "victim", "due": "2030"},
        same | {"stands": "review", "kind": "pair", "due": "2011"},
    ]
    assert told["held"] == {"A legal hold": 1}
    assert told["events"]["review"] == {"call.received": 1}
    assert told["would_go_now"] == 0
    said = run("--simulate")
    assert "Due for review: 1 of a victim and a suspect, group 4, northshire-police, due 2011" in said
    assert "0 events would lose their content now. Nothing was changed." in said


def test_the_list_for_review_names_nobody_and_can_be_of_one_agency_or_of_a_day_to_come(run):
    record(
        [
            CALL,
            event(
                "call.received", "2021-05-01", HER | {"ref": "N8", "family_name": "Vale", "given_name": "Clara"}, agency="southmere-police"
            ),
        ]
    )
    said = run("--review")
    assert "northshire-police: record 1024-1025, group 4, 1 events, last contact 2005-03-01, due since 2011-03-01" in said
    assert "Quillfeather" not in said
    assert "southmere" not in said
    assert run("--review", "--agency", "southmere-police") == "0 records to decide of, or decided.\n"
    (due,) = json.loads(run("--review", "--agency", "southmere-police", "--at", "2030-01-01", "--json"))["due"]
    assert due["last_contact"] == "2021-05-01"


def test_what_nobody_approved_stays(run, owner):
    record([CALL])
    before = everything(owner)
    assert run("--dispose") == "0 records' content was removed.\n"
    assert everything(owner) == before


def test_what_was_approved_goes(run, owner, records_manager):
    from retention.long_ago import days_pass
    from safehold.retention import deciding

    record([CALL])
    deciding.dispose(records()[0], by=records_manager(), ground="period_passed")
    assert json.loads(run("--simulate", "--json"))["would_go_now"] == 0
    days_pass(owner)
    assert json.loads(run("--simulate", "--json"))["would_go_now"] == 1
    assert run("--dispose") == "1 record's content was removed.\n"


@pytest.mark.parametrize(
    ("arguments", "told"), [((), "Say one of"), (("--review", "--at", "soon"), "--at"), (("--dispose", "--at", "2030"), "all")]
)
def test_what_is_not_understood_is_said(run, arguments, told):
    assert told in run(*arguments, status=2)


def test_an_agency_that_there_is_not_is_said_and_not_answered_with_nothing(run):
    assert "no agency is called 'nowhere' here" in run("--review", "--agency", "nowhere", status=2)
