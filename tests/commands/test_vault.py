"""`safehold confidential`, `export` and `doctor` where the key of what stands apart is missing, is put back and is changed."""

import json

from harness.recorded import ANNA, BORIS, ago, event
from safehold.running.doctor.vault import vault

HIDDEN = ANNA | {"phone": "07700 900456", "address": "4 Hidden Mews", "confidential": ["phone", "address"]}
OLD, NEW = "the key of before that is long enough", "the key of today that is long enough"


def found() -> dict:
    return {each.what: (each.level, each.says, each.mend) for each in vault()}


def test_a_key_that_is_missing_is_said_and_one_that_is_put_back_is_replaced_by_a_new_one(run, settings, monkeypatch):
    settings.SAFEHOLD_VAULT_KEYS = OLD
    event("call.received", ago(days=3), HIDDEN, BORIS, channel="999", domestic=True)
    monkeypatch.setenv("SAFEHOLD_VAULT_KEYS", NEW)
    refused = run("export")
    assert (refused.status, "is not in SAFEHOLD_VAULT_KEYS" in refused.err) == (1, True)
    less = run("export", "--without-confidential")
    assert (less.status, json.loads(less.out)["withheld"]) == (0, ["person:0/address", "person:0/phone"])
    assert not any(value in less.out for value in ("900456", "Hidden Mews"))
    level, says, _ = found()["confidential values"]
    assert (level, "1 are encrypted by the key" in says) == ("wrong", True)
    doctor = json.loads(run("doctor", "--json").out)["findings"]
    assert next(each for each in doctor if each["what"] == "confidential values")["says"] == says
    monkeypatch.setenv("SAFEHOLD_VAULT_KEYS", f"{NEW},{OLD}")
    assert found()["confidential values"][0] == "ok"
    assert "--renew" in found()["older keys"][2]
    renewed = run("confidential", "--renew").out
    assert "Encrypted anew: 1. The old key is needed no more." in renewed
    assert "(encrypts): 1 values, 0 drafts" in renewed
    assert "(older): 0 values" in renewed
    assert "nothing needs them" in found()["older keys"][2]
    monkeypatch.setenv("SAFEHOLD_VAULT_KEYS", NEW)
    assert "900456" in run("export").out
    assert found()["kept apart"][0] == "ok"
