"""He rings by the dozen in a day, and each call asks for the risk to be assessed anew: all of them together start one duty, which is named
by all of them. However long their names are, what follows goes on record."""

from hashlib import sha512

from harness.recorded import ANNA, BORIS, ago, event
from safehold.chronology.rebuilding import rebuild
from safehold.rulebook.models import Obligation

MANY = 23
SOURCE = "command-and-control-of-northshire"


def key(number: int) -> str:
    """Long, and of nothing that an index could make shorter."""
    return sha512(bytes([number])).hexdigest()


def test_a_case_takes_what_comes_after_dozens_of_calls_in_a_day(database):
    began = ago(days=3)
    calls = [
        event("call.received", began.replace(hour=number, minute=0), ANNA, BORIS, source=SOURCE, key=key(number), domestic=True)
        for number in range(MANY)
    ]
    (owed,) = Obligation.everything.filter(rule="risk-renewed")
    assert owed.trigger.count("\n") == MANY - 1
    assert len(owed.trigger) > 2704  # more than an entry of an index holds
    event("risk.assessed", began.replace(hour=MANY, minute=0), about=calls[-1], instrument="dash", grade="high")
    (met,) = Obligation.everything.filter(rule="risk-renewed")
    assert met.state == "fulfilled"
    assert rebuild(check=True).differences == []
