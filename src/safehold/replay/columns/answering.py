"""Which events answer which duties, and the best answer to each, for all cases of a batch at once."""

from typing import NamedTuple

import numpy as np

from safehold.replay.columns import timing
from safehold.replay.columns.chronicle import Chronicle, Flags, Ints, among
from safehold.replay.columns.said import Said
from safehold.replay.columns.timing import Span
from safehold.rulebook.conditions import compiled
from safehold.rulebook.model import Answers, Length, Response, Rule
from safehold.rulebook.truth import NO, UNSAID, YES
from safehold.rulebook.windows import shifter


class Duties(NamedTuple):
    """One rule's duties: the case of each, the row of its trigger, from when it runs and by when it is due; `dated` is false where the
    record lacks the date by which it was due, `fixed` where no clock runs. `trigger` is by which of the triggers called `names`."""

    case: Ints
    row: Ints
    at: Span
    due: Span
    dated: Flags
    fixed: Flags
    trigger: Ints
    names: tuple[str, ...]


class Met(NamedTuple):
    """For each duty how surely it was met by its due time, and ever, and by the event of which row (-1: of none)."""

    by_due: Ints
    ever: Ints
    row: Ints


def nothing(duties: Duties) -> Met:
    none = np.zeros(len(duties.row), dtype=np.int64)
    return Met(none, none, none - 1)


def met(response: Response, rule: Rule, duties: Duties, chronicle: Chronicle, said: Said) -> Met:
    """By the best of what is asked, in the order in which the rule names it."""
    best = nothing(duties)
    if response.join == "any_of":
        for part in response.parts:
            best = better(best, met(part, rule, duties, chronicle, said), chronicle)
    else:
        best = _by_one(response, rule, duties, chronicle, said)
    if response.only_for:
        counts = np.array([name in response.only_for for name in duties.names], dtype=bool)[duties.trigger]
        best = Met(*(np.where(counts, found, none) for found, none in zip(best, nothing(duties), strict=True)))
    return best


def better(best: Met, other: Met, chronicle: Chronicle) -> Met:
    """The surer by the due time, then the surer at all, then the earlier; the first of two as good."""
    first, second = _done(best.row, chronicle), _done(other.row, chronicle)
    sooner = (other.by_due == best.by_due) & ((other.ever > best.ever) | ((other.ever == best.ever) & (second < first)))
    takes = (other.ever != NO) & ((best.ever == NO) | (other.by_due > best.by_due) | sooner)
    return Met(*(np.where(takes, new, old) for new, old in zip(other, best, strict=True)))


def _done(rows: Ints, chronicle: Chronicle) -> Ints:
    return np.where(rows >= 0, chronicle.earliest[np.maximum(rows, 0)], 0)


def _by_one(response: Response, rule: Rule, duties: Duties, chronicle: Chronicle, said: Said) -> Met:
    duty, row = _pairs(response, duties, chronicle)
    start, at = duties.at.at(duty), Span(chronicle.earliest[row], chronicle.latest[row])
    mode = response.answers or rule.answers
    asked = timing.overlaps(at, start) if mode == "scope" else np.ones(len(row), dtype=bool)
    about_it = np.zeros(len(row), dtype=bool)
    about_it[asked] = chronicle.reaches(row[asked], duties.row[duty[asked]])
    truth = timing.later(at, start, about_it)
    if response.within is not None:
        within = _shifted(duties.at, response.within, back=False)
        truth = np.minimum(truth, timing.by(at, within.at(duty)))
    if rule.standing is not None:
        back = _shifted(duties.at, rule.standing.within, back=True).at(duty) if rule.standing.within is not None else None
        truth = timing.standing(truth, timing.earlier(at, start, back))
    counts = (truth != NO) & (row != duties.row[duty])
    duty, row, truth, about_it = duty[counts], row[counts], truth[counts], about_it[counts]
    counts = answers(mode, duty, row, about_it, duties, chronicle)
    duty, row, truth = duty[counts], row[counts], truth[counts]
    if response.where:
        rows = np.unique(row)
        held = said.holds(compiled(response.where), rows)
        truth = np.minimum(truth, held[np.searchsorted(rows, row)])
        counts = truth != NO
        duty, row, truth = duty[counts], row[counts], truth[counts]
    return _best(response, duty, row, truth, duties, chronicle)


def _pairs(response: Response, duties: Duties, chronicle: Chronicle) -> tuple[Ints, Ints]:
    """Each duty with each event of its case that is of a kind that may answer."""
    wanted = np.zeros(chronicle.rows, dtype=bool)
    wanted[chronicle.rows_of(response.kinds)] = True
    may = wanted[chronicle.member]
    case, row = chronicle.member_case[may], chronicle.member[may]
    in_case = np.bincount(case, minlength=len(chronicle.victim))
    first, many = (np.cumsum(in_case) - in_case)[duties.case], in_case[duties.case]
    duty = np.repeat(np.arange(len(many)), many)
    return duty, row[np.arange(len(duty)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)]


def answers(mode: Answers, duty: Ints, row: Ints, about_it: Flags, duties: Duties, chronicle: Chronicle) -> Flags:
    """Whether each concerns its trigger: it is about it, or about what that is about and not about a nearer trigger; or about nothing."""
    if mode == "scope":
        return np.ones(len(row), dtype=bool)
    found = about_it & chronicle.about[row]
    if mode == "direct":
        return found
    found = found | ~chronicle.about[row]
    open_ = np.flatnonzero(~found)
    which, above = chronicle.reach.of(row[open_])
    trigger, case = duties.row[duty[open_]][which], duties.case[duty[open_]][which]
    shared = chronicle.reaches(trigger, above)
    rivals = np.unique(duties.case * chronicle.rows + duties.row)
    nearer = among(case * chronicle.rows + above, rivals) & (above != row[open_][which]) & ~shared
    many = len(open_)
    found[open_] = (np.bincount(which[shared], minlength=many) > 0) & (np.bincount(which[nearer], minlength=many) == 0)
    return found


def _best(response: Response, duty: Ints, row: Ints, truth: Ints, duties: Duties, chronicle: Chronicle) -> Met:
    at = Span(chronicle.earliest[row], chronicle.latest[row])
    in_time = np.where(duties.fixed[duty], timing.by(at, duties.due.at(duty)), YES)
    sure = np.minimum(truth, np.where(duties.dated[duty], in_time, UNSAID))
    first = _best_of_each(response, duty, row, sure, truth, at, chronicle)
    by_due, ever, done = nothing(duties)
    by_due, ever, done = by_due.copy(), ever.copy(), done.copy()
    by_due[duty[first]], ever[duty[first]], done[duty[first]] = sure[first], truth[first], row[first]
    return Met(by_due, ever, done)


def _best_of_each(response: Response, duty: Ints, row: Ints, sure: Ints, truth: Ints, at: Span, chronicle: Chronicle) -> Ints:
    """The place of each duty's best: the surest by the due time, then at all, then the earliest, then of the kind named first. Pairs are in
    the order of their duties."""
    if not len(duty):
        return duty
    how, begins = sure * 4 + truth, np.flatnonzero(np.append(True, duty[1:] != duty[:-1]))
    most = np.repeat(np.maximum.reduceat(how, begins), np.diff(begins, append=len(duty)))
    best = np.flatnonzero(how == most)
    if len(response.kinds) == 1:  # rows are in the order of their events, the earliest first
        only: Ints = best[np.append(True, duty[best][1:] != duty[best][:-1])]
        return only
    order = {kind: place for place, kind in reversed([*enumerate(response.kinds)])}
    places = np.array([order.get(kind, len(order)) for kind in chronicle.kinds], dtype=np.int64)[chronicle.kind[row[best]]]
    ranked = best[np.lexsort((row[best], places, at.earliest[best], duty[best]))]
    firsts: Ints = ranked[np.append(True, duty[ranked][1:] != duty[ranked][:-1])]
    return firsts


def _shifted(span: Span, length: Length, *, back: bool) -> Span:
    shift = shifter(length, back)
    return Span(*(np.fromiter(map(shift, column.tolist()), dtype=np.int64, count=len(column)) for column in span))
