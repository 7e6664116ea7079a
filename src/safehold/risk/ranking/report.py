"""The report of an evaluation, in Markdown, worded so that nobody takes what was found on made-up people for evidence. Pure."""

from collections.abc import Sequence
from datetime import date

import msgspec

from safehold.risk.ranking.evaluating import Case, Found, Order, area_under, by_group, calibration, orders, recall
from safehold.risk.ranking.fitting import Fitted
from safehold.risk.ranking.scoring import scored
from safehold.risk.ranking.weights import Weights

SHARES = (0.01, 0.05, 0.10)
FEW, HIDDEN = 5, "fewer than 5, or it could tell of one"
GROUPS = {"sex": "Sex of the victim", "age": "Age of the victim", "names": "Group of names of the victim"}
MADE_UP = (
    "> **These people are made up.** What happens to them was drawn by a program, some of it by what the order counts\n"
    "> (a pair that is dangerous in truth calls more often, is strangled more often and is harmed more often). Such an order must\n"
    "> look good here. The figures show that the machinery does what it says, and how far it is from perfect even where the world is\n"
    "> simple. They say **nothing** about how well it would find anybody in a real area, and must not be quoted as if they did. Published\n"
    "> trials on real records are far more modest: single items and officers' grades tell little more than chance who is harmed again."
)
OWN = (
    "> These are the area's own records, so the figures hold for it and for nobody else. Harm that nobody reported is not in them, and\n"
    "> whoever was helped in time counts as not harmed: an order that worked would look worse here than it is."
)


class Evaluation(msgspec.Struct, frozen=True):
    """`tried` are the cases as they stood at `at`; what is said of `fitted` was fitted on earlier ones and tried on these."""

    tried: Sequence[Case]
    at: int
    weights: Weights
    days: int
    outcome: str
    command: str
    day: date
    made_up: bool
    reach: int
    fitted: Fitted | None = None
    fitted_on: int = 0
    not_fitted: str = ""


def report(given: Evaluation) -> str:
    cases, harmed = given.tried, sum(case.harmed for case in given.tried)
    said = [
        "# How well the ranked list finds those who are harmed later",
        "",
        MADE_UP if given.made_up else OWN,
        "",
        f"Written by `{given.command}`.",
        "",
        f"- {len(cases):,} cases of which something was reported in the year before, as they stood at one instant, by what was known then.",
        f"- {harmed:,} of them ({_percent(harmed, len(cases))}) came to harm within the {given.days} days after. Harm is {given.outcome}.",
        f"- Weights of version {given.weights.version}. Our own overdue duties are left out: they say nothing of anybody's danger.",
        "",
        "## Found within capacity",
        "",
        f"Of those harmed later, how many stand within the first {given.reach} (what six people reach in a day, were all graded high), and",
        "within the first 1, 5 and 10 in 100 cases. In brackets the bounds of chance (95 in 100). AUC is how often somebody harmed stands",
        "above somebody who was not; 0.5 is chance.",
        "",
        *_recall(given),
        *_gravest(given),
        "",
        *_plainly(given),
        "",
        "## Calibration",
        "",
        "Points are no likelihoods, and the page never shows one. In bands of about as many cases each, by points with the grade left out:",
        "",
        *_calibration(given),
        "",
        "## Differences",
        "",
        "Within the first 10 in 100, ordered as the page orders them. Where the bounds overlap, what differs may be chance.",
        *([NO_ETHNICITY] if given.made_up else [NOT_RECORDED]),
        *(line for kind in GROUPS for line in _differences(given, kind)),
        "",
        "## Fitted weights",
        "",
        *_fitted(given),
    ]
    return "\n".join(said) + "\n"


NO_ETHNICITY = (
    "\nNobody's ethnicity is recorded in the made-up area, nor in Safehold's own records: **differences by ethnicity are not measured.**"
    "\nThe nearest thing is the group of names that somebody's is drawn from, which decides nothing that happens to them here. So a"
    "\ndifference by it could only be a fault or chance; and that there is none says nothing of a real area, where those who call, and whom"
    "\nagencies believe, differ."
)
NOT_RECORDED = "\nNobody's ethnicity is in the records: **differences by ethnicity are not measured**, and may be there."


def _recall(given: Evaluation) -> list[str]:
    reaches = [given.reach, *(max(1, round(len(given.tried) * share)) for share in SHARES)]
    lines = [f"| chosen by | first {given.reach} | 1 in 100 | 5 in 100 | 10 in 100 | AUC |", "|---|---|---|---|---|---|"]
    for name, order in orders(given.weights, given.at).items():
        cells = [_share(recall(given.tried, order, reached)) for reached in reaches]
        lines.append(f"| {name} | {' | '.join(cells)} | {_auc(given.tried, order):.2f} |")
    return lines


def _plainly(given: Evaluation) -> list[str]:
    """What the table says, whether it pleases or not."""
    ways = orders(given.weights, given.at)
    reached = max(1, round(len(given.tried) * SHARES[-1]))
    found = [recall(given.tried, order, reached, name) for name, order in ways.items()]
    ours, best = found[0], max(found, key=lambda each: each.found)
    said = [f"Read plainly: within the first 10 in 100, {ours.name} finds {ours.found} of {ours.harmed}."]
    if best.found > ours.found:
        said += [
            f"**{best.name[0].upper()}{best.name[1:]} finds {best.found}, which is more.** People's grades stand above the points all the",
            "same: a grade is somebody's judgement, for which somebody answers, of how bad it would be and not only of how soon; and no",
            "number lowers it. What the difference says is that grades here are not looked at again soon enough. A case that changes asks",
            "for a new grade, and the page shows the points beside the grade, so that whoever reads it can ask for one or place the case",
            "higher.",
        ]
    return said


def _gravest(given: Evaluation) -> list[str]:
    """Those who were killed or came near it are few, which is why nobody can be told how well any order finds them."""
    grave = sum(case.gravely for case in given.tried)
    if not grave:
        return []
    if not given.made_up and grave < FEW:
        return ["", "Those who came to a grave assault or a death are fewer than 5, so nothing is said of them."]
    of_these = [msgspec.structs.replace(case, harmed=case.gravely) for case in given.tried]
    reached = max(1, round(len(of_these) * SHARES[-1]))
    told = [f"{name}: {_share(recall(of_these, order, reached))}" for name, order in orders(given.weights, given.at).items()]
    return [
        "",
        f"Of the {grave} who came to a grave assault or a death, within the first 10 in 100: {'; '.join(told)}. They are so few that",
        "no way to choose is shown to be better than another for them.",
    ]


def _auc(cases: Sequence[Case], order: Order) -> float:
    ranks = {key: place for place, key in enumerate(sorted({order(case) for case in cases}))}
    return area_under(cases, lambda case: ranks[order(case)])


def _calibration(given: Evaluation) -> list[str]:
    found = calibration(given.tried, lambda case: scored(case.facts, "", given.weights, given.at).points)
    hidden = _hidden(given, [band.harmed for band in found])
    told = [
        f"| {band.low} to {band.high} | {band.cases:,} | "
        + (f"{HIDDEN} | |" if number in hidden else f"{band.harmed} | {_percent(band.harmed, band.cases)} |")
        for number, band in enumerate(found)
    ]
    return ["| points | cases | harmed later | share |", "|---|---|---|---|", *told]


def _differences(given: Evaluation, kind: str) -> list[str]:
    if not any(kind in case.groups for case in given.tried):
        return []
    order = next(iter(orders(given.weights, given.at).values()))
    reached = max(1, round(len(given.tried) * SHARES[-1]))
    lines = ["", f"| {GROUPS[kind]} | cases | of these reached | harmed later | of these found |", "|---|---|---|---|---|"]
    groups = by_group(given.tried, order, reached, kind)
    hidden = _hidden(given, [min(cases, found.harmed) for cases, _, found in groups.values()])
    for number, (name, (cases, listed, found)) in enumerate(groups.items()):
        if number in hidden:
            lines.append(f"| {name} | {HIDDEN} | | | |")
            continue
        lines.append(f"| {name} | {cases:,} | {_percent(listed, cases)} | {found.harmed} | {_share(found)} |")
    return lines


def _fitted(given: Evaluation) -> list[str]:
    if given.fitted is None:
        return [given.not_fitted or "None were fitted."]
    fitted = given.fitted
    order, alone = [*orders(fitted.weights, given.at).values()][:2]
    reaches = [given.reach, *(max(1, round(len(given.tried) * share)) for share in SHARES)]
    lines = [
        f"Fitted on {given.fitted_on:,} cases as they stood {given.days} days earlier, whose outcomes were over before these began, and",
        "tried on these. No part may put anybody lower. They count for nothing until a person has approved them.",
        "",
        f"| chosen by | first {given.reach} | 1 in 100 | 5 in 100 | 10 in 100 |",
        "|---|---|---|---|---|",
        f"| grade, then fitted points | {' | '.join(_share(recall(given.tried, order, each)) for each in reaches)} |",
        f"| fitted points alone | {' | '.join(_share(recall(given.tried, alone, each)) for each in reaches)} |",
        "",
        "What the fit expects, beside what came, in bands of about as many cases each:",
        "",
        "| expected | harmed later | cases |",
        "|---|---|---|",
    ]
    return [*lines, *_expected(given, fitted)]


def _expected(given: Evaluation, fitted: Fitted) -> list[str]:
    likely = sorted(((fitted.likelihood(case, given.at, given.weights), case.harmed) for case in given.tried), key=lambda each: each[0])
    cuts = [len(likely) * number // 10 for number in range(11)]
    parts = [likely[low:high] for low, high in zip(cuts, cuts[1:], strict=False) if low < high]
    hidden = _hidden(given, [sum(h for _, h in part) for part in parts])
    return [
        f"| {sum(each for each, _ in part) / len(part):.2%} | "
        f"{HIDDEN if number in hidden else _percent(sum(h for _, h in part), len(part))} | {len(part):,} |"
        for number, part in enumerate(parts)
    ]


def _hidden(given: Evaluation, counts: Sequence[int]) -> set[int]:
    """Of real people, which rows are not told: those of few, and another where one alone could be worked out from the rest."""
    if given.made_up:
        return set()
    found = {number for number, count in enumerate(counts) if count < FEW}
    if len(found) == 1 and len(counts) > 1:
        found.add(min((count, number) for number, count in enumerate(counts) if number not in found)[1])
    return found


def _share(found: Found) -> str:
    low, high = found.bounds
    return f"{found.share:.0%} ({low:.0%} to {high:.0%})"


def _percent(part: int, of: int) -> str:
    return f"{part / of:.1%}" if of else "none"
