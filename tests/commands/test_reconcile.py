"""`safehold reconcile` from the command line."""

import json

import psycopg

from harness.recorded import event
from safehold.chronology.rebuilding import rebuild
from safehold.identity.models import Person

VERA = {"role": "victim", "given_name": "Vera", "family_name": "Marlow", "date_of_birth": "1980-02-03", "phone": "07700 900123"}


def test_it_says_what_it_would_change_before_it_does_and_changes_no_more_than_it_may(run, database):
    for ref in ("w1", "w2"):
        event("call.received", "2024-03-01T09:00:00+00:00", VERA | {"ref": ref}, channel="999", domestic=True)
    (one,) = Person.everything.values_list("id", flat=True)
    with psycopg.connect(database.owner) as owner:
        owner.execute("UPDATE identity_judgement SET judgement = 'unsure', model = 'older'")
    rebuild(check=False)
    (_, other) = Person.everything.order_by("id").values_list("id", flat=True)
    refused = run("reconcile", "--at-most", "1")
    assert (refused.status, "2 people would change" in refused.err) == (1, True)
    assert f"joined: Vera Marlow ({one}) and Vera Marlow ({other}) become one person, {one}" in refused.out
    done = json.loads(run("reconcile", "--json").out)
    assert done["would"]["joined"] == done["did"]["joined"] != []
    assert list(Person.everything.values_list("id", flat=True)) == [one]
    assert "Nothing would change." in run("reconcile", "--dry-run", "--all").out
