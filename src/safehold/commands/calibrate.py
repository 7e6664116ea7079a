"""`safehold calibrate`: how well the ranked list would have found those who were harmed, and an area's own weights."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from safehold.chronology.times import DAY, SECOND, london
from safehold.risk.ranking.evaluating import Case, case_at
from safehold.risk.ranking.fitting import CannotFit, Fitted, as_yaml, fit
from safehold.risk.ranking.reach import reached
from safehold.risk.ranking.report import Evaluation, report
from safehold.risk.ranking.weights import Weights, capacity, shipped

GRAVE = 65  # severity from which recorded harm counts as an outcome
FILE = click.Path(dir_okay=False, path_type=Path)
CASES_AT_ONCE = 500


@click.command()
@click.option(
    "--made-up", type=click.IntRange(1), help="Not on this area's records: on a made-up area of so many people, whose truth is known."
)
@click.option("--months", type=click.IntRange(6, 240), default=24, show_default=True, help="Months of the made-up area.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--until", "until_text", default="", help="The end of what is looked at: a day. Default: today.")
@click.option("--days", type=click.IntRange(7, 730), default=180, show_default=True, help="How long after an instant harm counts.")
@click.option("--report", "report_to", type=FILE, required=True, help="Where the report is written, as Markdown.")
@click.option(
    "--weights", "weights_to", type=FILE, help="Where fitted weights are written, as YAML that somebody must approve before it counts."
)
def calibrate(made_up: int | None, months: int, seed: int, until_text: str, days: int, report_to: Path, weights_to: Path | None) -> None:
    """Tries the order of the ranked list on past cases: of those who came to grave harm, how many would have been within reach.

    Weights are fitted on cases at an earlier instant and tried at a later one, whose outcomes come after. What was fitted is written and
    not used: whoever answers for it reads the report, adds `approved`, names the file in SAFEHOLD_RANKING_WEIGHTS and runs `safehold
    rebuild`.
    """
    if made_up is not None and weights_to is not None:
        raise click.UsageError("--weights takes an area's own records: weights fitted on made-up people would be about nobody.")
    from safehold.synthetic.commands import end_of_period

    until = end_of_period(until_text)
    day, weights = london(until * SECOND).date(), shipped()
    earlier, at = _instants(until, days)
    if made_up is not None:
        before, tried = _made_up(made_up, months, seed, until, days, (earlier, at), weights)
        outcome = "a call about the two in which somebody was hurt or strangled, or, by the truth of the area, a grave assault or a death"
        command = f"safehold calibrate --made-up {made_up} --months {months} --seed {seed} --until {day} --days {days}"
    else:
        before, tried = _own((earlier, at), days, weights)
        outcome = f"recorded harm of a severity from {GRAVE}, or a death"
        command = f"safehold calibrate --until {day} --days {days}"
    if not tried:
        raise click.ClickException("There is no case of which anything was reported in the year before: nothing can be tried.")
    fitted, why = _fitted(before, earlier, weights, day, command)
    stands = capacity("", day)
    reach = reached(["high"] * len(tried), stands.people, stands)
    report_to.write_text(
        report(
            Evaluation(
                tried=tried, at=at, weights=weights, days=days, outcome=outcome, command=command, day=day, made_up=made_up is not None,
                reach=reach, fitted=fitted, fitted_on=len(before), not_fitted=why,
            )
        ),
        encoding="utf-8",
    )  # fmt: skip
    harmed = sum(case.harmed for case in tried)
    click.echo(f"{len(tried):,} cases, of which {harmed:,} came to harm within {days} days: {report_to}", err=True)
    if weights_to is not None:
        if fitted is None:
            raise click.ClickException(why)
        weights_to.write_text(as_yaml(fitted.weights), encoding="utf-8")
        click.echo(f"Fitted weights, which nobody has approved yet: {weights_to}", err=True)


def _instants(until: int, days: int) -> tuple[int, int]:
    """One to fit at and a later one to try at: the outcomes of the first are over when the second begins."""
    later = until * SECOND - days * DAY
    return later - days * DAY, later


def _fitted(before: Sequence[Case], at: int, weights: Weights, day: date, command: str) -> tuple[Fitted | None, str]:
    said = {"command": command, "cases": str(len(before)), "harmed": str(sum(case.harmed for case in before))}
    try:
        return fit(before, at, weights, version=f"fitted-{day.isoformat()}", today=day, fitted=said), ""
    except CannotFit as refusal:
        return None, str(refusal)


def _made_up(
    people: int, months: int, seed: int, until: int, days: int, at: tuple[int, int], weights: Weights
) -> tuple[list[Case], list[Case]]:
    from safehold.synthetic.snapshots import Asked, snapshots

    found = snapshots(Asked(people, months, seed, until, days), at, weights)
    return found[at[0]], found[at[1]]


def _own(at: tuple[int, int], days: int, weights: Weights) -> tuple[list[Case], list[Case]]:
    from safehold.commands.starting import ready

    found: dict[int, list[Case]] = {each: [] for each in at}
    with ready():
        for events, sex, born in _cases():
            for each in at:
                harmed = any(each < when <= each + days * DAY for when in _graves(events, weights))
                case = case_at(events, each, weights, _groups(sex, born, london(each).date()), harmed)
                if case is not None:
                    found[each].append(case)
    return found[at[0]], found[at[1]]


def _cases() -> Iterator[tuple[list[Any], str, str]]:
    """Of each case its events in their order, corrections made, and the victim's sex and date of birth. Nobody's name is read."""
    from safehold.chronology.history import History
    from safehold.chronology.recording import rows
    from safehold.chronology.session import session
    from safehold.chronology.store import load

    last = ""
    while True:
        with session() as cursor:
            cases = rows(cursor, _PAGE, [last, CASES_AT_ONCE])
            events = load(cursor, sorted({seq for *_, seqs in cases for seq in seqs}))
        for _case, sex, born, seqs in cases:
            yield list(History(events[seq] for seq in seqs if seq in events).events), sex, born
        if len(cases) < CASES_AT_ONCE:
            return
        last = cases[-1][0]


_PAGE = """
SELECT c.id, coalesce(p.sex, ''), coalesce(p.date_of_birth, ''),
       ARRAY(SELECT e.event_id FROM identity_case_event e WHERE e.case_id = c.id)
  FROM identity_case c LEFT JOIN identity_person p ON p.id = c.victim_id WHERE c.id > %s ORDER BY c.id LIMIT %s
"""


def _graves(events: Sequence[Any], weights: Weights) -> list[int]:
    from safehold.risk.ranking.facts import harms_of

    grave = [harm.at for event in events for harm in harms_of(event, weights) if harm.severity >= GRAVE]
    return [*grave, *(event.occurred_at.latest for event in events if event.kind == "death.reported")]


def _groups(sex: str, born: str, day: date) -> dict[str, str]:
    years = day.year - int(born[:4]) if born[:4].isdigit() else -1
    age = "" if years < 0 else "under 25" if years < 25 else "25 to 44" if years < 45 else "45 to 64" if years < 65 else "65 and over"
    return {name: value for name, value in (("sex", sex), ("age", age)) if value}
