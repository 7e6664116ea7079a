"""What the nightly run changed, shown to those who judge who is who."""

import psycopg
import pytest

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.chronology.rebuilding import rebuild
from safehold.identity.models import Case, Person
from safehold.identity.reconciling.run import reconcile

AGAIN = ANNA | {"ref": "Z9", "phone": "07700 900456"}


@pytest.fixture
def parted(staff, database):
    """Anna, on record twice, and an older model that took her for two; and somebody of whom only another agency knows."""
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=2), AGAIN, BORIS, channel="999", domestic=True, source="southmere-records")
    for source in ("elsewhere", "elsewhere-too"):
        event("call.received", ago(days=4), CLARA, DMITRI, channel="999", domestic=True, agency="southmere-police", source=source)
    with psycopg.connect(database.owner) as owner:
        owner.execute("UPDATE identity_judgement SET judgement = 'unsure', model = 'older'")
    rebuild(check=False)


def test_it_shows_what_would_change_and_then_what_changed_with_a_way_to_part_them_again(client, parted):
    page = "/links/nightly/"
    assert "No run yet" in text(sign_in(client, "da_specialist").get(page))
    reconcile(change=lambda _: False)
    assert "2 people would become one" in text(client.get(page))
    assert "Only shown: nothing was changed" in text(client.get(page))
    reconcile(change=lambda _: True)
    shown = text(client.get(page))
    assert "2 people became one" in shown
    assert "Anna QUILLFEATHER" in shown
    assert "people whom you may not see" in shown
    assert "Winterbourne" not in shown.title()
    (anna,) = Person.everything.filter(family_name="Quillfeather").values_list("id", flat=True)
    assert f'href="/people/{anna}/part/"' in client.get(page).text
    assert anna in Look.objects.latest("id").persons
    assert client.get("/links/nightly/999/").status_code == 404


def test_who_judges_nobody_is_refused_it(client, parted):
    assert sign_in(client, "first_responder").get("/links/nightly/").status_code == 403


def test_an_old_number_of_a_person_or_a_case_leads_on(client, parted):
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    (old,) = Case.everything.filter(victim_id=other).values_list("id", flat=True)
    reconcile(change=lambda _: True)
    (case,) = Case.everything.filter(victim_id=one).values_list("id", flat=True)
    client = sign_in(client, "da_specialist")
    assert client.get(f"/people/{other}/").url == f"/people/{one}/"
    assert client.get(f"/cases/{old}/").url == f"/cases/{case}/"
