"""What an instrument's answers come to: a number where it has one, in words what that means, and what it does not. Never a grade."""

from collections.abc import Mapping

import msgspec

from safehold.risk.instrument import NO, YES, Confidence, Instrument, Item


class Score(msgspec.Struct, frozen=True):
    """`value` is nothing where the instrument has no number, or too much is unanswered. `plain` is before anything was made up for what is
    missing, `missing` how many items bear on it and have neither yes nor no."""

    value: float | None
    plain: int
    missing: int
    band: str = ""
    prorated: bool = False
    confidence: Confidence = "F"


def score(instrument: Instrument, answers: Mapping[str, str]) -> Score:
    """By its own items alone: what a module asks is not part of the number. Of a number that is not prorated, what is unanswered counts as
    nothing, so that it is at least this."""
    counted = [item for item in instrument.items if not item.unscored]
    # An item that takes off (never lived together) is no more missing than one that does not apply.
    missing = sum(not _answered(item, answers.get(item.key, "")) and item.alone is None for item in counted)
    yes = [item for item in counted if item.serious(answers.get(item.key, ""))]
    scoring = instrument.scoring
    if scoring.by == "none":
        return Score(None, len(yes), missing, confidence=scoring.confidence)
    raw = sum(item.points for item in yes) if scoring.by == "weighted" else len(yes)
    value: float | None = raw
    prorates = scoring.most_missing is not None and missing > 0
    if scoring.most_missing is not None and missing:
        value = round(raw * len(counted) / (len(counted) - missing), 1) if missing <= scoring.most_missing else None
    prorated = prorates and value is not None
    sure = scoring.prorated_confidence if prorated else scoring.confidence
    return Score(value, raw, missing, _band(instrument, value) if value is not None else "", prorated, sure)


def _answered(item: Item, answer: str) -> bool:
    return answer in (YES, NO) or any(level.key == answer for level in item.levels)


def _band(instrument: Instrument, value: float) -> str:
    reached = [band for band in instrument.scoring.bands if value >= band.since]
    return reached[-1].says if reached else ""


def visible_high_risk(instrument: Instrument, answers: Mapping[str, str], threshold: int) -> bool:
    found = score(instrument, answers)
    return instrument.scoring.visible_high_risk and found.value is not None and found.value >= threshold
