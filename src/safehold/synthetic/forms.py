"""Answers on risk forms: what was true, less what was not asked. Items are numbered as on the forms, whose words are not ours to copy."""

from random import Random

from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Pair

_LEVELS = ("never", "occasionally", "often", "all the time")


def _answered(rng: Random, facts: dict[int, bool | float], items: int, share: float) -> dict[str, str]:
    careless = rng.random() < 0.05
    answers = {}
    for item in range(1, items + 1):
        fact = facts.get(item, share)
        if careless and rng.random() < 0.2:
            answers[str(item)] = "not_asked"
        elif rng.random() < 0.02:
            answers[str(item)] = rng.choice(("refused", "unknown"))
        else:
            answers[str(item)] = "yes" if (fact if isinstance(fact, bool) else rng.random() < fact) else "no"
    return answers


def _yes(answers: dict[str, str]) -> int:
    return sum(answer == "yes" for answer in answers.values())


def dash(rng: Random, incident: Incident) -> tuple[dict[str, str], int]:
    pair = incident.pair
    facts: dict[int, bool | float] = {
        1: incident.injuries,
        2: incident.afraid > 1,
        3: incident.afraid > 1,
        6: not pair.together and pair.intimate,
        8: pair.stalks and not pair.together,
        9: any(child.born.year >= 2025 for child in pair.children),
        12: 0.05 + 0.2 * pair.danger,
        13: len(pair.calls) > 2,
        15: pair.controls,
        16: incident.weapon,
        17: incident.threat_to_kill,
        18: incident.strangulation or (pair.strangles and rng.random() < 0.5),
        26: pair.bail is not None or pair.order is not None,
        27: len(pair.calls) > 1 or rng.random() < 0.35,
    }
    answers = _answered(rng, facts, 27, 0.05 + 0.45 * pair.danger)
    return answers, _yes(answers)


def dara(rng: Random, incident: Incident) -> tuple[dict[str, str], int]:
    """The newer form: how often, for the first items; the count is of those that are often or worse, or yes."""
    pair = incident.pair
    answers = _answered(rng, {11: incident.strangulation, 12: incident.weapon, 16: incident.threat_to_kill}, 18, 0.1 + 0.5 * pair.danger)
    serious = _yes(answers)
    for item in range(1, 9):
        if answers[str(item)] in ("yes", "no"):
            answers[str(item)] = rng.choice(_LEVELS[2:] if answers[str(item)] == "yes" else _LEVELS[:2])
    return answers, serious


def ric(rng: Random, pair: Pair) -> tuple[dict[str, str], int]:
    answers = _answered(rng, {2: True, 12: pair.controls, 15: pair.strangles, 13: pair.armed}, 24, 0.25 + 0.5 * pair.danger)
    return answers, _yes(answers)


def stalking(rng: Random, pair: Pair) -> tuple[dict[str, str], int]:
    answers = _answered(rng, {1: True, 2: True}, 11, 0.2 + 0.5 * pair.danger)
    return answers, _yes(answers)


def rationale(rng: Random, incident: Incident) -> str:
    if incident.strangulation:
        return "strangled tonight; she thinks he will do it again"
    if incident.afraid > 2:
        return "very frightened, says it is getting worse"
    return rng.choice(
        (
            "first report, argument only",
            "no injury, both calm when seen apart",
            "some indicators, he has gone to his mother's",
            "pattern of control described",
        )
    )
