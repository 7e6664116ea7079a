"""The rulebook holds every duty that was promised, and no rule that nothing can start or meet."""

from collections.abc import Iterator
from importlib import resources

import pytest
import yaml

from safehold.chronology.catalogue import CATALOGUE
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.model import Limit, Response, Rule
from safehold.rulebook.wording import role_in_words

DUTIES = yaml.safe_load(resources.files("safehold.rulebook").joinpath("duties.yaml").read_text(encoding="utf-8"))
RULES = standard_rules()
VERSIONS = pytest.mark.parametrize("rule", RULES.rules, ids=[f"{rule.id} {rule.version}" for rule in RULES.rules])


@pytest.mark.parametrize("duty", DUTIES)
def test_every_duty_has_a_rule_of_its_kind(duty: str) -> None:
    assert {rule.kind for rule in RULES.by_id.get(duty, [])} == {DUTIES[duty]["kind"]}


@pytest.mark.parametrize("duty", DUTIES)
def test_what_was_done_before_counts_where_the_duty_says_so(duty: str) -> None:
    if DUTIES[duty].get("standing"):
        assert all(rule.standing for rule in RULES.by_id[duty])


@pytest.mark.parametrize("duty", DUTIES)
def test_only_a_proposed_duty_is_never_in_force(duty: str) -> None:
    proposed = "proposed" in DUTIES[duty].get("status", "")
    assert {rule.status for rule in RULES.by_id[duty]} == {"proposed" if proposed else "in_force"}


@VERSIONS
def test_a_rule_is_one_of_the_duties_or_local(rule: Rule) -> None:
    assert rule.id in DUTIES or rule.authority == "local"


@VERSIONS
def test_what_starts_or_meets_a_rule_stands_in_the_catalogue(rule: Rule) -> None:
    kinds = {kind for trigger in rule.triggers for kind in trigger.kinds}
    for response in (*rule.releases, *rule.until, *((rule.met_by,) if rule.met_by else ())):
        kinds.update(_kinds(response))
    kinds.update(kind for limit in rule.window for kind in _before(limit))
    kinds.update(rule.standing.unless if rule.standing else (), rule.anchor.about)
    assert kinds <= CATALOGUE.kinds.keys()
    assert kinds or any(trigger.missed for trigger in rule.triggers)


@VERSIONS
def test_a_rule_names_who_must_act_in_words_and_reads_as_a_line_of_a_worklist(rule: Rule) -> None:
    assert "_" not in role_in_words(rule.who)
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")


def _kinds(response: Response) -> Iterator[str]:
    yield from response.kinds
    yield from response.after
    for part in response.parts:
        yield from _kinds(part)


def _before(limit: Limit) -> Iterator[str]:
    yield from limit.before
    for each in limit.earliest_of:
        yield from _before(each)
