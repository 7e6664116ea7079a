"""Columns give the rows that the evaluator gives, at the edges of every window too; and the comparison finds faults sown into columns."""

import inspect
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from replay.chronologies import Lines, by_columns, by_evaluator, table
from rulebook.notation import at
from safehold.chronology.times import END_OF_TIME, HOUR, SECOND, start_of_day
from safehold.replay.columns import answering, engine, starting, telling, timing
from safehold.replay.columns.chronicle import Chronicle
from safehold.replay.columns.expressible import split, why_not
from safehold.replay.columns.starting import Starts
from safehold.replay.columns.subjects import Subjects
from safehold.replay.judging import Asked
from safehold.rulebook.loader import read_rules, standard_rules
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.settings import calendar_of, load_settings

SETTINGS = load_settings()
RULES = Rulebook(read_rules((Path(__file__).parent / "edges.yaml").read_text("utf-8"), "edges.yaml", SETTINGS), calendar_of(SETTINGS))
ASKED = Asked(now=END_OF_TIME, today=start_of_day(date(2026, 11, 1)))
EDGES = (-SECOND, -1, 0, 1, SECOND)


def _until(local: str) -> int:
    return at("0", local) - at("0")


# What starts a rule, what may answer it, and the instants from its start at which it matters when that was.
TRIED: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "plan.action_agreed": (("plan.action_done",), (0, HOUR // 4)),
    "marac.action_agreed {due: 2026-03-06, owner_agency: northshire-homes, action: locks}": (
        ("marac.action_done", "plan.action_cancelled {reason: moved}", "plan.action_cancelled"),
        (0, _until("2026-03-06T23:59:59.999999")),
    ),
    "arrest.made": (
        ("victim.told {topic: arrest}", "victim.told {topic: release}", "unit.arrived", "supervisor.reassessed"),
        (-24 * HOUR, 0, 2 * HOUR, _until("2026-03-05T23:59:59.999999")),
    ),
    "suspect.released {status: bail}": (("victim.told {topic: release}",), (0,)),
    "suspect.released": (("victim.told {topic: release}", "unit.arrived"), (0,)),
    "bail.breach_reported": (
        ("bail.breach_decided {arrest: true}", "bail.breach_decided", "cps.bail_decided"),
        (0, _until("2026-03-04T15:00")),
    ),
}
# What else decides: whom an event concerns, what it is about, whose it is, and what columns do not follow.
OTHERS: tuple[Lines, ...] = (
    ["arrest.not_made @0 {victim_asked_to_decide: true}"],
    ["arrest.not_made @0 {victim_asked_to_decide: false}"],
    ["arrest.not_made @0"],
    ["marac.action_agreed @0 by cps {action: locks}"],
    ["t: plan.action_agreed @0 people v", "plan.action_done @+5m about t people nobody", "call.received @+1h"],
    ["t: plan.action_agreed @0", "call.received @-1h people v suspect:s2", "plan.action_done @+5m people v suspect:s2"],
    ["t: plan.action_agreed @0 people v", "call.received @-1h people v suspect:s2", "call.received @-2h"]
    + ["plan.action_done @+5m about t people v suspect:s2"],
    ["t: plan.action_agreed @0 people suspect:s", "call.received @-1h", "call.received @-1h people victim:w suspect:s"],
    ["t: plan.action_agreed @0 people nobody", "plan.action_done @+5m people nobody"],
    ["t: plan.action_agreed @0 people deceased:v suspect:s", "plan.action_done @+5m people v"],
    ["call.received @-1h", "t: plan.action_agreed @0 by cps", "call.graded @+1h by southmere-police"],
    ["t: plan.action_agreed @0 by cps", "call.received @+1h by southmere-police", "call.graded @+2h"],
    ["t: plan.action_agreed @0 by cps"],
    ["c: call.received @-1h", "t: plan.action_agreed @0 about c people nobody", "plan.action_done @+5m about t people nobody"],
    ["t: plan.action_agreed @0", "r: plan.action_done @+5m about t", "event.voided @+1h about r"],
    ["t: plan.action_agreed @0", "u: plan.action_agreed @+1m", "plan.action_done @+5m about u", "plan.action_done @+20m"],
    ["t: plan.action_agreed @0", "plan.action_done @+10m", "plan.action_done @+5m about t", "plan.action_done @+5m"],
    ["t: plan.action_agreed @2026-03", "plan.action_done @2026-03-04", "plan.action_done @2026-02/2026-03 about t"],
    ["t: bail.breach_reported @0", "cps.bail_decided @+1h", "bail.breach_decided @+1h {arrest: true}"],
    ["t: order.breach_reported @0", "order.breach_decided @2026-03-04 about t"],
    ["plan.action_agreed @+13h45m", "plan.action_done @2026-03-05"],
    ["plan.action_agreed @+50399999999us", "plan.action_done @2026-03-04"],
    ["t: plan.action_agreed @0", "plan.action_done @2026-03-04", "plan.action_done @+20m"],
    ["t: plan.action_agreed @0", "x: call.received @-1d", "plan.action_done @+5m about x"],
    ["call.received @-2h by southmere-police", "call.received @-1h", "plan.action_agreed @0 by cps"],
    ["victim.contact_attempted @0 {reached: false}", "victim.contact_attempted @+25h {reached: true}"],
    ["victim.contact_attempted @0", "victim.contact_attempted @+24h"],
    ["t: arrest.made @0", "supervisor.reassessed @+1h", "unit.arrived @+1h", "victim.told @+1d2h {topic: arrest}"],
    ["t: arrest.made @0", "victim.told @+30h {topic: arrest}", "unit.arrived @2026-03-04"],
    ["t: arrest.made @0", "unit.arrived @+1h", "supervisor.reassessed @+30m"],
)  # fmt: skip


def _cases() -> Iterator[Lines]:
    yield from OTHERS
    for trigger, (answers, instants) in TRIED.items():
        kind, _, said = trigger.partition(" ")
        first = f"t: {kind} @0 about c {said}"
        for edge in [instant + edge for instant in instants for edge in EDGES]:
            for answer in answers:
                done, _, saying = answer.partition(" ")
                when = f"@{'-' if edge < 0 else '+'}{abs(edge)}us"
                yield ["c: call.received @-2d", first, f"{done} {when} {saying}"]
                yield ["c: call.received @-2d", first, f"{done} {when} about t {saying}"]
        done, _, saying = answers[0].partition(" ")
        yield ["c: call.received @-2d", first, f"{done} @+5m about c {saying}"]
        yield ["c: call.received @-2d", first, "d: call.graded @+1m about t", f"{done} @+5m about d {saying}"]
        yield ["c: call.received @-2d", first, f"u: {kind} @+1m about c {said}", f"{done} @+5m about u {saying}"]
        for coarse in ("2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-03/2026-03-04", "2026-03"):
            yield ["c: call.received @-2d", first, f"{done} @{coarse} {saying}"]
            yield ["c: call.received @-2d", first, f"{done} @{coarse} about t {saying}"]
            yield ["c: call.received @-2d", f"t: {kind} @{coarse} {said}", f"{done} @+5m {saying}", f"{done} @2026-03-05 {saying}"]


CASES = [*_cases()]
GIVEN = table(CASES)


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    return by_evaluator(GIVEN, RULES, ASKED)


def test_columns_can_express_the_rules_that_are_tried_here() -> None:
    assert split(RULES)[1] == []


def test_at_the_edges_of_every_window_columns_and_evaluator_agree(expected: list[dict[str, Any]]) -> None:
    assert {row["state"] for row in expected} >= {"fulfilled", "late", "breached", "released", "unknown", "uncertain"}
    assert by_columns(GIVEN, RULES, ASKED) == expected


@pytest.mark.parametrize(
    "asked", [Asked(now=at("+10m"), today=ASKED.today), Asked(now=END_OF_TIME, today=0, standard="then", known_at=at("+5m"))]
)
def test_at_another_time_and_by_what_was_known_then_too(asked: Asked) -> None:
    assert by_columns(GIVEN, RULES, asked) == by_evaluator(GIVEN, RULES, asked)


# Where each is sown, what stood there, and what stands there instead.
FAULTS: tuple[tuple[object, str, str, str], ...] = (
    (timing, "by", "at.latest <= due.earliest", "at.latest < due.earliest"),
    (timing, "by", "at.earliest > due.latest", "at.earliest >= due.latest"),
    (timing, "by", "at.latest <= due.earliest", "at.earliest <= due.earliest"),
    (timing, "later", "at.earliest >= start.latest", "at.earliest > start.latest"),
    (timing, "later", "at.latest < start.earliest", "at.latest <= start.earliest"),
    (timing, "later", "np.where(about_it, YES, UNSURE)", "np.full(len(about_it), UNSURE)"),
    (timing, "earlier", "at.earliest > start.latest", "at.latest > start.latest"),
    (timing, "earlier", "at.earliest >= back.latest", "at.earliest > back.latest"),
    (timing, "standing", "(after == UNSURE) & (before == UNSURE)", "np.zeros(len(after), dtype=bool)"),
    (answering, "_by_one", "timing.by(at, within.at(duty))", "truth"),
    (answering, "_by_one", "response.within, back=False", "response.within, back=True"),
    (answering, "_by_one", "(row != duties.row[duty])", "(row == row)"),
    (answering, "_by_one", "np.minimum(truth, held[np.searchsorted(rows, row)])", "truth"),
    (answering, "answers", 'if mode == "direct":', 'if mode == "never":'),
    (answering, "answers", "found | ~chronicle.about[row]", "found"),
    (answering, "answers", "& (np.bincount(which[nearer], minlength=many) == 0)", ""),
    (answering, "answers", "(np.bincount(which[shared], minlength=many) > 0) &", ""),
    (timing, "overlaps", "at.latest >= start.earliest", "at.latest < start.earliest"),
    (answering, "_best_of_each", "sure * 4 + truth", "truth * 4 + sure"),
    (answering, "_best_of_each", "np.maximum.reduceat", "np.minimum.reduceat"),
    (answering, "_best_of_each", "at.earliest[best], duty[best]", "-at.earliest[best], duty[best]"),
    (answering, "_best_of_each", "row[best], places, at", "places, row[best], at"),
    (answering, "_best_of_each", "if len(response.kinds) == 1:", "if response.kinds:"),
    (
        answering,
        "_best_of_each",
        "np.append(True, duty[best][1:] != duty[best][:-1])",
        "np.append(duty[best][1:] != duty[best][:-1], True)",
    ),
    (answering, "better", "(second < first)", "(second > first)"),
    (answering, "met", "if response.only_for:", "if False:"),
    (Chronicle, "_concerned", "event, node = event[~named], node[~named]", "event, node = event[:0], node[:0]"),
    (Chronicle, "_cases", "(has_died & ~named[row])", "(has_died & named[row])"),
    (Chronicle, "_form", "alone = ~paired[row]", "alone = paired[row]"),
    (Chronicle, "_form", "pair = pair_row[apart], pair[apart]", "pair = pair_row[:1], pair[:1]"),
    (Chronicle, "_odd", "odd[self.rows_of(tuple(_ODD))] = True", "pass"),
    (Subjects, "_find", "if person == victim:", "if person != victim:"),
    (Starts, "__init__", "truths > self.truth[rows]", "self.truth[rows] == 0"),
    (starting, "_reckoned", "span = length.amount", "span = -length.amount"),
    (telling, "force", "earlier[-1] if earlier else forces[0]", "forces[0]"),
    (telling, "force", "if each < row", "if each > row"),
    (engine, "kept", "map(negated, wrong.tolist())", "wrong.tolist()"),
)


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{name}: {new}" for _, name, _, new in FAULTS])
def test_a_fault_that_is_sown_is_found(
    fault: tuple[object, str, str, str], expected: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, old, new = fault
    text = textwrap.dedent(inspect.getsource(getattr(where, name)))
    assert text.count(old) >= 1, "what the fault replaces is no longer there"
    module = inspect.getmodule(where) if inspect.isclass(where) else where
    sown: dict[str, Any] = {}
    exec(compile(text.replace(old, new, 1), name, "exec"), vars(module), sown)
    monkeypatch.setattr(where, name, sown[name])
    assert by_columns(GIVEN, RULES, ASKED) != expected


def test_of_the_rules_that_ship_columns_say_which_they_leave_and_why() -> None:
    here, left = split(standard_rules())
    assert {"bail-breach-decided", "charge-authority-used", "plan-action-done"} <= {rule.id for rule in here}
    missed = frozenset({"attend-in-time"})
    assert all(why_not(rule, missed) for rule in left)
