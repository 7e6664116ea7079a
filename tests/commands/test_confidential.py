"""`safehold confidential`: what was compared, by counts, and a new key."""

import json

from harness.recorded import ANNA, BORIS, ago, event

HIDDEN = {"phone": "07700 900456", "confidential": ["phone"]}


def test_it_says_what_was_compared_and_names_nobody_and_a_lost_key_is_the_owner_s_to_forget(run, database, settings):
    settings.SAFEHOLD_CONFIDENTIAL_KEYS = "a key that is long enough to be a key"
    event("call.received", ago(days=3), ANNA | HIDDEN, BORIS, channel="999", domestic=True)
    (day,) = json.loads(run("confidential", "--json").out)["days"]
    assert (day["what"], day["runs"], day["compared"], day["agreed"], day["left_out"]) == ("recording", 1, 1, 0, 0)
    refused = run("confidential", "--rotate")  # this installation has made a key of its own
    assert (refused.status, "The key in force is not in SAFEHOLD_CONFIDENTIAL_KEYS" in refused.err) == (1, True)
    assert "set DATABASE_OWNER_URL" in run("confidential", "--lost").err
    assert "Forgotten. Run `safehold rebuild` now" in run("confidential", "--lost", owner=True).out
    assert run("rebuild", owner=True).status == 0
    said = run("confidential", "--rotate")
    assert (said.status, "hashed by the newest key already" in said.err) == (1, True)
    assert run("confidential", "--rotate", "--lost").status == 2
