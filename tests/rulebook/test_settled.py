"""Where a duty stands now is said twice, in Python for a review and in SQL for a list: they must say the same at every edge."""

import itertools
import random

import pytest

from safehold.chronology.times import END_OF_TIME, HOUR, When
from safehold.rulebook.model import STATES
from safehold.rulebook.models import Obligation as Stored
from safehold.rulebook.models import reach
from safehold.rulebook.obligation import Obligation, settle
from safehold.rulebook.settled import state_at

NOW = 1_790_000_000_000_000
AGENCIES = ("northshire-police", "southmere-police", "northshire-idva")
EDGES = (NOW - HOUR, NOW - 1, NOW, NOW + 1, NOW + HOUR)
COLUMNS = (
    "rule", "version", "trigger", "subject", "each", "trigger_event", "cases", "triggered_earliest", "triggered_latest", "due_earliest",
    "due_latest", "state", "decided_by", "who", "agency", "says", "outcome", "kind", "timed", "answerable", "awaiting", "help_role",
    "help_why", "help_at",
)  # fmt: skip


def generated() -> list[Obligation]:
    """Every state, timed and not, with triggers and due times on each side of now and of what the agencies have supplied."""
    dues = [None, *(When(early, late) for early, late in itertools.combinations_with_replacement(EDGES, 2))]
    chance = random.Random(7)
    found = []
    for state, timed, triggered, due, agency in itertools.product(STATES, (True, False), EDGES[1:4], dues, AGENCIES):
        if chance.random() < 0.6:
            found.append(
                Obligation(
                    rule="a-rule", version="1", kind="response", trigger=(), subject=str(len(found)), each="",
                    triggered_at=When(triggered, triggered), due=due, state=state, decided_by=(), who="investigator", agency=agency,
                    source="", says="", outcome="", timed=timed,
                )
            )  # fmt: skip
    return found


def row(each: Obligation) -> tuple[object, ...]:
    due = each.due
    return (
        each.rule, each.version, "", each.subject, "", 1, [], each.triggered_at.earliest, each.triggered_at.latest,
        due.earliest if due else None, due.latest if due else None, each.state, [], each.who, each.agency, "", "", each.kind, each.timed,
        True, "", "", "", None,
    )  # fmt: skip


@pytest.fixture
def stored(owner):
    found = generated()
    with owner.cursor().copy(f"COPY rulebook_obligation ({', '.join(COLUMNS)}) FROM STDIN") as writer:
        for each in found:
            writer.write_row(row(each))
    owner.commit()
    return {each.subject: each for each in found}


@pytest.mark.parametrize("now", [NOW - 1, NOW, NOW + 1, NOW + 2 * HOUR])
@pytest.mark.parametrize("reaches", [None, NOW - 1, NOW, NOW + 1])
def test_sql_and_python_say_the_same_of_every_duty(stored, owner, now, reaches):
    if reaches is not None:
        owner.execute("INSERT INTO rulebook_coverage VALUES ('northshire-police', 'calls', %s, '{}', 1)", [reaches])
        owner.execute("INSERT INTO rulebook_coverage VALUES ('northshire-police', 'custody', %s, '{}', 1)", [reaches + HOUR])
        owner.commit()
    # An agency that has declared nothing records as things happen.
    coverage = dict.fromkeys(AGENCIES, END_OF_TIME) | ({"northshire-police": reaches} if reaches is not None else {})
    read = dict(Stored.everything.annotate(now=state_at(now, reach())).values_list("subject", "now"))
    wanted = {subject: settle(each, now, coverage).state for subject, each in stored.items()}
    assert read == wanted
    assert len(set(wanted.values())) == len(STATES)
