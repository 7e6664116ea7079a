"""A case that is held is reviewed as the file is from which it came, with what people have judged since."""

import json
import time
from pathlib import Path

import pytest

from harness.recorded import BORIS, PAIR, ago, event
from safehold.chronology.envelope import read_event
from safehold.chronology.importing import import_files
from safehold.chronology.session import session
from safehold.identity.models import Case
from safehold.practice.reviews.judging import judge
from safehold.practice.reviews.stored import stored
from safehold.rulebook.loader import standard_rules

CASES = sorted((Path(__file__).resolve().parents[2] / "cases").glob("*.jsonl"))
NOW = time.time_ns() // 1000


def reviewed(events, known_at=None, **more):
    return judge(events, standard_rules(), standard="today", today=NOW, now=NOW, known_at=known_at, **more)


def findings(review):
    return {
        (finding.duty, finding.version, tuple(finding.trigger), finding.state, finding.due, finding.why)
        for case in review.cases
        for finding in case.findings
    }


def of_case(case, known_at=None):
    with session() as cursor:
        held = stored(cursor, case)
    return reviewed(held.events, known_at, persons=held.persons, only=held.key)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_each_case_that_is_held_is_found_as_in_its_file(database, path):
    import_files([path])
    events = [read_event(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    whole = reviewed(events)
    held = [of_case(case) for case in Case.everything.values_list("id", flat=True)]
    assert all(len(review.cases) == 1 for review in held)
    assert len(held) == len(whole.cases)
    assert set().union(*map(findings, held)) == findings(whole)


def test_only_what_was_known_then_counts(database):
    event("suspect.released", ago(days=30), *PAIR, status="bail", role="custody_officer", recorded_at=ago(days=10))
    (case,) = Case.everything.values_list("id", flat=True)
    early = int((ago(days=20)).timestamp() * 1e6)
    assert "victim-told-of-release" in {finding.duty for each in of_case(case).cases for finding in each.findings}
    assert findings(of_case(case, early)) == set()


def test_whom_people_have_told_apart_the_review_tells_apart(database):
    event("arrest.made", ago(days=9), *PAIR, offence="assault", source="a")
    event("arrest.made", ago(days=8), *PAIR, offence="assault", source="b")
    assert Case.everything.count() == 1
    firsts = [f"{source}/{key}/N2" for source, key in _arrests()]
    event("identity.judged", ago(days=1), a=firsts[0], b=firsts[1], judgement="not_linked", why="two brothers")
    assert BORIS["ref"] == "N2"
    assert Case.everything.count() == 2
    for case in Case.everything.values_list("id", flat=True):
        (judged,) = of_case(case).cases
        suspect = next(person for person in judged.people if person.role == "suspect")
        assert len(suspect.mentions) == 1


def _arrests():
    from safehold.chronology.models import StoredEvent

    return StoredEvent.objects.filter(kind="arrest.made").order_by("seq").values_list("source", "source_id")


def test_a_case_that_is_not_held_is_none(database):
    with session() as cursor:
        assert stored(cursor, "12-13") is None
