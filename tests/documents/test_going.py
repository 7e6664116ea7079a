"""What left goes with the content of its case, opens by new keys, and never without any."""

import pytest

from harness.recorded import ANNA, BORIS, ago, event
from harness.signed_in import sign_in, words
from never_find_her.family import WHY, made
from safehold.access.keyring import NoKey
from safehold.documents import sealing
from safehold.documents.models import Copy, Document
from safehold.documents.rotating import rotate
from safehold.identity.models import Case

HIS = {"name": "Boris Tanglewood", "way": "by_hand", "purpose": "access", "basis": "dpa_45"}


DECIDED = """
INSERT INTO retention_decision
  (id, at, agency, subject, persons, events, "group", keep, two, days, whenever, criteria, ground, reason, by_id, role)
SELECT 1, 0, agency, case_id, persons, events, '4', false, false, 0, false, '{}', 'x', '', by_id, role FROM documents_document
"""


@pytest.fixture
def left(client, staff):
    """The address of a document of a case, of which one copy has left."""
    event("arrest.made", ago(days=5), ANNA, BORIS, offence="assault", power="offence")
    case = Case.everything.get()
    for role in ("da_specialist", "records_manager"):
        sign_in(client, role)
        client.post("/looks/purpose/", WHY | {"case": case.id})
    address = made(client, case, "suspect", "answer", HIS)
    own = client.post(f"{address}answer/", {"agrees": "yes"})
    assert own.status_code == 422
    assert "Another person than whoever made it" in words(own)
    assert client.post(f"{address}copy/", {"form": "html"}).status_code == 422
    sign_in(client, "da_specialist")
    assert client.post(f"{address}answer/", {"agrees": "yes"}).status_code == 302
    assert client.post(f"{address}copy/", {"form": "html"}).status_code == 200
    return address


def test_what_left_goes_with_the_content_of_the_case(left, client, owner):
    owner.execute(DECIDED)
    owner.execute("INSERT INTO retention_removal (decision_id, at, events, parts, stayed) VALUES (1, 0, 1, 1, 0)")
    owner.commit()
    assert Document.objects.get().sealed == Copy.objects.get().sealed == ""
    assert "Its content has gone" in words(client.get(left))
    assert client.get(f"{left}copies/1/").status_code == 422
    assert Copy.objects.get().digest
    assert client.get("/documents/").status_code == 200


def test_a_new_key_opens_what_left_and_the_old_one_is_needed_no_more(left, client, settings):
    sent = client.get(f"{left}copies/1/").content
    old, new = settings.SAFEHOLD_FACTOR_KEYS, "n" * 40
    settings.SAFEHOLD_FACTOR_KEYS = f"{new},{old}"
    assert rotate() == 2
    settings.SAFEHOLD_FACTOR_KEYS = new
    assert client.get(f"{left}copies/1/").content == sent
    settings.SAFEHOLD_FACTOR_KEYS = "o" * 40
    with pytest.raises(NoKey):
        rotate()


def test_what_is_one_agencys_does_not_open_as_anothers():
    sealed = sealing.seal("northshire-police", b"x")
    assert sealing.unseal("northshire-police", sealed) == b"x"
    with pytest.raises(NoKey, match="another agency's"):
        sealing.unseal("southmere-police", sealed)
