"""An area's own weights, fitted on what became of its own cases: a logistic regression whose coefficients become points. Pure.

No part may put anybody lower, so what comes out below nothing is left out and the rest is fitted again; of a part, what is nearer or more
is worth at least as much as what is further or less. scikit-learn is asked for here alone (`pip install safehold[calibrate]`)."""

from collections.abc import Sequence
from datetime import date
from math import exp
from typing import Any, NamedTuple

import msgspec
import yaml

from safehold.risk.ranking.evaluating import Case, features
from safehold.risk.ranking.weights import Tier, Weights

POINTS = 30  # of one unit of log odds: so that fitted points are about as large as those that ship
LEAST_HARMED = 50
STRENGTH = 1.0  # of the penalty on large coefficients
_PER_HARM = 100


class CannotFit(Exception):
    """There is too little to fit on, or what fits is not installed; the message says what to do."""


class Fitted(NamedTuple):
    weights: Weights
    intercept: float
    coefficients: dict[str, float]

    def likelihood(self, case: Case, at: int, of: Weights) -> float:
        """By the weights whose tiers were fitted."""
        said = self.intercept + sum(self.coefficients.get(name, 0.0) * value for name, value in features(case, of, at).items())
        return 1 / (1 + exp(-said))


def fit(cases: Sequence[Case], at: int, weights: Weights, *, version: str, today: date, fitted: dict[str, str]) -> Fitted:
    """Raises CannotFit."""
    harmed = sum(case.harmed for case in cases)
    if harmed < LEAST_HARMED:
        raise CannotFit(f"Only {harmed} cases came to harm; below {LEAST_HARMED} chance would set the weights. Keep those that ship.")
    rows = [features(case, weights, at) for case in cases]
    names = sorted({name for row in rows for name in row})
    intercept, coefficients = _fit(rows, [case.harmed for case in cases], names)
    found = msgspec.structs.replace(
        weights,
        version=version,
        in_force_from=today,
        source="Fitted on the area's own records by safehold calibrate",
        confidence="M",
        parts={part: _tiers(part, tiers, coefficients) for part, tiers in weights.parts.items()},
        harm=_harm(weights.harm, coefficients.get("harm", 0.0)),
        approved=None,
        fitted=fitted,
    )
    return Fitted(found, intercept, coefficients)


def _fit(rows: Sequence[dict[str, float]], harmed: Sequence[bool], names: list[str]) -> tuple[float, dict[str, float]]:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise CannotFit("Fitting needs scikit-learn: install safehold[calibrate].") from error
    kept = names
    while True:
        table = [[row.get(name, 0.0) for name in kept] for row in rows]
        model: Any = LogisticRegression(C=STRENGTH, max_iter=2_000).fit(table, list(harmed))
        found = dict(zip(kept, map(float, model.coef_[0]), strict=True))
        positive = [name for name in kept if found[name] > 0]
        if len(positive) == len(kept) or not positive:
            return float(model.intercept_[0]), {name: found[name] for name in positive}
        kept = positive


def _tiers(part: str, tiers: tuple[Tier, ...], coefficients: dict[str, float]) -> tuple[Tier, ...]:
    points = [round(POINTS * coefficients.get(f"{part}/{number}", 0.0)) for number in range(len(tiers))]
    if part == "overdue":
        points = [tier.points for tier in tiers]  # our own lateness, which is no part of what is fitted
    for number in reversed(range(len(points) - 1)):
        points[number] = max(points[number], points[number + 1])
    return tuple(msgspec.structs.replace(tier, points=each) for tier, each in zip(tiers, points, strict=True))


def _harm(tiers: tuple[Tier, ...], coefficient: float) -> tuple[Tier, ...]:
    share = POINTS * coefficient / _PER_HARM
    return tuple(msgspec.structs.replace(tier, points=round(tier.points * share)) for tier in tiers)


def as_yaml(weights: Weights) -> str:
    """As weights.read takes it, once somebody has added who approves it."""
    given = msgspec.to_builtins(weights, builtin_types=(date,))
    given.pop("approved")
    head = (
        "# Fitted by `safehold calibrate` and not approved. It counts for nothing until whoever answers for it has read the report of it,\n"
        '# has added `approved: {by: "...", day: 2026-01-31, why: "..."}`, has named this file in SAFEHOLD_RANKING_WEIGHTS, and has run\n'
        "# `safehold rebuild`.\n"
    )
    return head + yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=120)
