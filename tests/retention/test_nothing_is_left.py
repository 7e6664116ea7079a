"""Content that goes is gone everywhere, the chain still holds, and state is what the chronology gives."""

import pytest

from retention.long_ago import POLICE, days_pass, event, everywhere, marked, person, records
from safehold.access.models import Asking, Posting, User
from safehold.chronology.exporting import exported
from safehold.chronology.importing import import_files
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import record
from safehold.chronology.verify import verify
from safehold.identity.models import Mention, Person
from safehold.practice.response.attending.models import Sheet
from safehold.practice.response.models import Call, Draft
from safehold.practice.safeguarding.assessing.models import Draft as FilledIn
from safehold.retention import deciding
from safehold.retention.models import Removal
from safehold.retention.on_file import Filed
from safehold.retention.removing import carry_out_all

HER, HIM, CHILD = person("victim", "anna"), person("suspect", "boris"), person("child", "cecil")
CALLER = person("caller", "dora")
HIDDEN = HER | {"confidential": ["address", "phone"], "address": marked("hidden address"), "phone": "07700 900111"}
FIRST = event(
    "call.received", "2005-03-01T10:00:00+00:00", HER, HIM, CHILD, CALLER, key="call-1", note=marked("note"), basis=marked("basis"),
    remarks={"more": marked("unknown")},
    data={"channel": "999", "domestic": True, "words": marked("words"), "address_given": marked("given"), "unheard_of": marked("field")},
)  # fmt: skip
CASE = [
    FIRST,
    event("call.received", "2005-03-01T10:00:00+00:00", HIDDEN, HIM, key="call-1b", corrects="call-1", data={"words": marked("words")}),
    event("call.graded", "2005-03-01T10:04:00+00:00", about="call-1", data={"grade": "priority", "reason": marked("reason")}),
    event("call.closed", "2005-03-01T15:04:00+00:00", about="call-1", data={"rationale": marked("rationale"), "as": "non_crime"}),
    event("attendance.recorded", "2005-03-01T11:00:00+00:00", about="call-1", data={"outcome": marked("outcome"), "barriers": marked("b")}),
    event("plan.made", "2005-03-02", HER, key="plan-1", data={"summary": marked("summary")}),
    event("plan.action_agreed", "2005-03-02", about="plan-1", data={"action": marked("action"), "owner_agency": POLICE}),
    event("safe_contact.set", "2005-03-02", HER, data={"never": marked("never"), "codeword": marked("codeword"), "times": marked("times")}),
    event("bail.set", "2005-03-03", HIM, HER, data={"stage": "pre_charge", "conditions": [marked("condition")], "until": "2005-04-01"}),
    event("suspect.wanted", "2017-03-04", HIM, data={"for": marked("for")}),
    event("suspect.released", "2017-03-03T10:00:00+00:00", HIM, HER, data={"status": "bail", "rationale": marked("rationale")}),
    event("victim.told", "2005-03-04", HER, key="told-her", data={"topic": "bail", "method": marked("method")}),
    event("third_party.reported", "2005-03-04", CALLER, key="told", data={"concern": marked("concern")}),
    event("call.closed", "2005-03-04", about="told", data={"rationale": marked("closing")}),
    event("call.received", "2005-03-05T10:00:00+00:00", HER, HIM, key="never", data={"words": marked("never was")}),
    event("event.voided", "2005-03-05T11:00:00+00:00", about="never", data={"reason": marked("void")}),
    event("identity.judged", "2005-03-06", key="judged",
          data={"a": "call-1/zqxvjwrefanna", "b": "told/zqxvjwrefdora", "judgement": "not_linked", "why": marked("why")}),
    event("identity.undone", "2005-03-07", data={"judgement": "judged", "why": marked("undone")}),
]  # fmt: skip
OTHER = event(
    "call.received", "2005-05-01T10:00:00+00:00",
    {"ref": "W1", "role": "victim", "given_name": "Xenia", "family_name": "Underwood", "date_of_birth": "1971-01-02"},
    {"ref": "W2", "role": "suspect", "given_name": "Yorick", "family_name": "Vale", "date_of_birth": "1970-01-02"},
    key="other", data={"words": "left alone"},
)  # fmt: skip


@pytest.fixture
def long_ago(staff):
    record(CASE)
    record([OTHER])


def of_the_marked() -> list[Filed]:
    return [
        each for each in records() if any(mention.family_name.startswith("Zqxvjw") for one in each.seqs.values() for mention in one.people)
    ]


def marked_go(by, owner) -> int:
    """Every record of a marked person is decided to go, and the days have passed."""
    made = [deciding.dispose(each, by=by, ground="period_passed") for each in of_the_marked()]
    days_pass(owner)
    return len(made)


def test_every_marker_is_gone_and_the_chain_and_the_state_hold(long_ago, records_manager, owner):
    by = records_manager()
    user = User.objects.get(pk=by.user_id)
    mention = Mention.objects.get(ref="zqxvjwrefanna", event_id=1)
    Draft.objects.create(user=user, posting_id=1, call="safehold/call-typed", fields={"words": marked("typed")}, opened_at=1, updated_at=1)
    Sheet.objects.create(user=user, posting_id=1, call="safehold/call-typed", fields={"said": marked("door")}, joined_at=1, updated_at=1)
    hers = [Mention.objects.get(ref=f"zqxvjwref{name}", event_id=1).person_id for name in ("anna", "boris")]
    others = Mention.objects.get(ref="W1").person_id
    here, elsewhere = Posting.objects.filter(agency=POLICE)[0].pk, Posting.objects.exclude(agency=POLICE)[0].pk
    # Of the case, by its own agency; by another; and of another case of his.
    for key, posting, persons in (("form", here, hers), ("theirs", elsewhere, hers), ("of another", here, [hers[1], others])):
        said = marked("form") if key == "form" else key
        FilledIn.objects.create(
            user=user, posting_id=posting, key=key, case_id=key, persons=sorted(persons), instrument="dash", fields={"said": said},
            opened_at=1, updated_at=1,
        )  # fmt: skip
    owner.execute(
        "INSERT INTO contact_message (key, at, agency, staff_id, role, events, person_id, safe_event, channel, template, neutral, state,"
        " why, service, tries, not_before, changed_at, sealed, by_id)"
        " VALUES ('x', 1, %s, '', '', '{1}', %s, 1, 'text', '', true, 'sent', '', '', 0, 0, 1, %s, %s)",
        [POLICE, hers[0], marked("message"), user.pk],
    )
    typed = event(
        "call.received", "2005-03-01T10:00:00+00:00", HER, HIM, key="call-typed", source="safehold", data={"words": marked("typed")}
    )
    record([typed])
    names = {name: marked(name) for name in ("typed", "why", "answer")}
    Asking.objects.create(
        user=user, agency=POLICE, asker_role="call_handler", of="cps", role="prosecutor", task="call 1", mentions=[mention.id], **names
    )
    for each in of_the_marked():
        deciding.keep(each, by=by, criteria=["vulnerable"], reason=marked("kept"))
    assert rebuild(check=True).differences == []
    before = everywhere(owner)
    copies = {
        "chronology_event.bodies", "identity_profile.features", "identity_profile.ref", "identity_person.given_name", "identity_name.name",
        "identity_mention.ref", "identity_decision.a_said", "response_call.words", "response_draft.fields", "access_asking.typed",
        "attending_sheet.fields", "assessing_draft.fields", "contact_message.sealed",
        "custody_bail.conditions", "custody_whereabouts.wanted_for", "retention_decision.reason",
        "safeguarding_plan_action.action", "safeguarding_standing.plan_summary", "rulebook_obligation.subject",
    }  # fmt: skip
    assert {f"public.{column}" for column in copies} <= set(before)
    assert owner.execute("SELECT count(*) FROM vault.part").fetchone() != (0,)
    assert owner.execute("SELECT count(*) FROM confidential.held").fetchone() != (0,)

    made = marked_go(by, owner)
    assert carry_out_all() == made > 1
    assert everywhere(owner) == []
    assert owner.execute("SELECT count(*) FROM vault.part").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM confidential.held").fetchone() == (0,)
    assert owner.execute(
        "SELECT count(*) FROM identity_key k LEFT JOIN identity_profile p ON p.id = k.profile_id WHERE p.id IS NULL"
    ).fetchone() == (0,)
    assert verify().faults == []
    assert rebuild(check=True).differences == []
    assert {one.family_name for one in Person.everything.all()} == {"Underwood", "Vale"}
    assert [call.words for call in Call.everything.exclude(words="")] == ["left alone"]
    assert sum(each.stayed for each in Removal.objects.all()) == 0
    assert owner.execute("SELECT key FROM assessing_draft ORDER BY key").fetchall() == [("of another",), ("theirs",)]


def test_what_was_removed_is_a_duplicate_when_it_comes_again_and_brings_nothing_back(long_ago, records_manager, owner, tmp_path):
    marked_go(records_manager(), owner)
    carry_out_all()
    written = tmp_path / "exported.jsonl"
    written.write_bytes(b"".join(exported()))
    number = len(written.read_bytes().splitlines())
    record(CASE)
    (report,) = import_files([written])
    assert (report.read, report.duplicate, report.refused) == (number, number, [])
    assert everywhere(owner) == []
    assert rebuild(check=True).differences == []


def test_that_content_went_is_recorded_of_each_event_and_names_nobody(long_ago, records_manager, owner):
    marked_go(records_manager(), owner)
    carry_out_all()
    told = owner.execute("SELECT convert_from(bodies[1], 'UTF8')::json, convert_from(bodies[2], 'UTF8')::json FROM chronology_event"
                         " WHERE kind = 'content.redacted'").fetchall()  # fmt: skip
    by_event = {envelope["about"][0]["id"]: (envelope, data) for envelope, data in told}
    assert by_event.keys() == {raw["id"] for raw in CASE}
    envelope, data = by_event["call-1"]
    assert data["parts"] == ["beside", "data", "note", "person:0", "person:1", "person:2", "person:3"]
    assert envelope["actor"] == {"id": "npol-rm-1", "role": "records_manager"}


def test_what_was_in_confidence_goes_where_its_key_is_not_at_hand(long_ago, records_manager, owner, settings):
    elsewhere = HER | {
        "ref": "E1",
        "address": HIDDEN["address"],
        "phone": HIDDEN["phone"],
        "given_name": "Clara",
        "family_name": "Winterbourne",
    }
    record([event("call.received", "2025-01-01", elsewhere, key="agrees", source="second-system")])
    assert owner.execute("SELECT count(*) FROM confidential.agreement").fetchone() != (0,)
    marked_go(records_manager(), owner)
    keys, settings.SAFEHOLD_CONFIDENTIAL_KEYS = settings.SAFEHOLD_CONFIDENTIAL_KEYS, ""
    carry_out_all()
    for table in ("held", "agreement"):
        assert owner.execute(f"SELECT count(*) FROM confidential.{table}").fetchone() == (0,)
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = keys
    assert rebuild(check=True).differences == []
