"""Fields that a form does not ask for change nothing: whatever a model calls its own."""

from harness.recorded import PAIR, released
from harness.signed_in import sign_in
from safehold.access.looking.models import Opening
from safehold.access.models import Agency, Posting, User
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from security.everybody import filled, routes
from security.needs import BY_TOKEN
from security.needs import ENDS_SESSION as ENDS

# What models, sessions and events call theirs, and no form asks for.
MORE = {
    "id": "1",
    "pk": "1",
    "user": "1",
    "user_id": "1",
    "by": "1",
    "viewer": "1",
    "agency_id": "southmere-police",
    "role_id": "administrator",
    "is_active": "0",
    "is_staff": "1",
    "is_superuser": "1",
    "permissions": "administer",
    "may": "administer",
    "staff_ids": "npol-i-104",
    "recorded_at": "2001-01-01",
    "received_at": "2001-01-01",
    "occurred": "2001-01-01",
    "source": "forged",
    "actor": "forged",
    "corrects": "forged/1",
    "basis": "forged",
    "people": "[]",
    "data": "{}",
    "until": "2099-01-01",
    "refused": "1",
    "at": "2001-01-01",
    "opened_by": "1",
    "owner": "1",
    "_auth_user_id": "1",
    "posting_id": "1",
    "factor": "code",
    "cases": "all",
    "confidential": "",
    "seq": "1",
    "digest": "00",
}


def of_staff() -> list[object]:
    return [
        *User.objects.order_by("pk").values_list("pk", "staff_id", "display_name", "is_active"),
        *Agency.objects.order_by("pk").values_list(),
        *Posting.objects.order_by("pk").values_list(),
    ]


def test_no_address_takes_a_field_that_it_did_not_ask_for(staff, client):
    released(*PAIR)
    case = Case.everything.get()
    before, held = of_staff(), StoredEvent.objects.count()
    given = {"case_id": case.id, "subject": case.id, "person": str(case.victim_id), "kind": "victim.told", "do": "done"}
    for role in ("investigator", "administrator"):
        sign_in(client, role)
        for name, route in routes():
            if name not in ENDS and not route.startswith(BY_TOKEN):
                client.post(filled(route, given), MORE)
    assert of_staff() == before
    for each in StoredEvent.objects.order_by("seq")[held:]:  # what a form without a field that must be filled in may record
        assert (each.agency, each.source == "forged") == ("northshire-police", False)


def test_an_event_that_is_recorded_has_what_the_form_asks_for_and_its_own_author(staff, client):
    released(*PAIR)
    case = Case.everything.get()
    sign_in(client, "da_specialist")
    last = StoredEvent.objects.order_by("-seq").first().seq
    answer = client.post(f"/cases/{case.id}/record/risk.reviewed/", MORE | {"agency": "southmere-police", "grade": "high", "note": "seen"})
    added = StoredEvent.objects.filter(seq__gt=last)
    assert answer.status_code in (302, 422)
    for each in added:
        assert each.agency == "northshire-police"
        assert each.source != "forged"
    sign_in(client, "investigator")
    on = client.post("/looks/purpose/", MORE | {"case": case.id, "purpose": "safeguarding", "why": "her sister rang"})
    assert on.status_code == 302
    assert Opening.objects.filter(user__staff_id="npol-i-104").count() == Opening.objects.count() == 1
    assert Opening.objects.get().until.year < 2099
