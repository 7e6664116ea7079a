"""Duties out of columns, as the evaluator tells them: whom each is owed to, who must act, and why, in a sentence."""

from collections.abc import Mapping

import numpy as np

from safehold.identity.cases import CaseKey
from safehold.replay.columns import answering
from safehold.replay.columns.answering import Duties
from safehold.replay.columns.chronicle import Chronicle
from safehold.replay.columns.said import Said
from safehold.replay.columns.starting import Starts
from safehold.replay.columns.subjects import Subjects
from safehold.replay.judging import Asked, Found
from safehold.rulebook.judging import state_of
from safehold.rulebook.model import Rule, Trigger
from safehold.rulebook.obligation import Obligation, settle
from safehold.rulebook.responses import NOT_MET, Met
from safehold.rulebook.sentences import outcome
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import UNSAID


class Telling:
    """Adds duties to those found."""

    def __init__(self, chronicle: Chronicle, said: Said, asked: Asked, coverage: Mapping[str, int] | None, found: Found) -> None:
        self._chronicle, self._said, self._asked, self._coverage, self._found = chronicle, said, asked, coverage, found
        self._subjects = Subjects(chronicle)
        self._names, self._partition = chronicle.partition.dictionary.to_pylist(), chronicle.partition.indices.to_numpy()

    def tell(self, starts: Starts, owed: Duties, met: answering.Met, released: answering.Met) -> None:
        rule, then = starts.plan.rule, self._asked.standard == "then"
        for place, (case, row) in enumerate(zip(owed.case.tolist(), owed.row.tolist(), strict=True)):
            start = starts.started(row)
            if then and (start.at.earliest < rule.in_force_from or start.at.latest >= rule.in_force_to):
                continue
            duty = self._duty(starts, start, case, row, self._one(met, place), self._one(released, place))
            self._found.add(settle(duty, self._asked.now, self._coverage), self._names[self._partition[row]], self._case(case))

    def _duty(self, starts: Starts, start: Started, case: int, row: int, met: Met, released: Met) -> Obligation:
        plan, rule = starts.plan, starts.plan.rule
        due, dated, beyond = starts.due.at(row)
        waits = due is None and rule.kind != "forbidden" and dated
        sure = start.truth if dated else UNSAID
        state = state_of(False, sure, met, released, False, waits)
        deciding = met if state in ("fulfilled", "late") else released if state == "released" else NOT_MET
        who, agency = self._owner(rule.triggers[int(starts.trigger[row])], start, rule, case, row)
        unsaid = sure == UNSAID or met.by_due == UNSAID
        return Obligation(
            rule.id, rule.version, rule.kind, start.ids, self._subjects.of(row, self._case(case).victim), "", start.at, due, state,
            deciding.events, who, agency, rule.source, plan.says(start, due, who, agency, ""),
            beyond or outcome(rule, state, deciding.done, missing=unsaid), dated and rule.kind != "forbidden",
        )  # fmt: skip

    def _case(self, case: int) -> CaseKey:
        suspect = int(self._chronicle.suspect[case])
        return CaseKey(int(self._chronicle.victim[case]), suspect if suspect >= 0 else None)

    def _one(self, met: answering.Met, place: int) -> Met:
        row = int(met.row[place])
        if row < 0:
            return Met(int(met.by_due[place]), int(met.ever[place]))
        return Met(int(met.by_due[place]), int(met.ever[place]), (self._said.id(row),), self._said.when(row))

    def _owner(self, trigger: Trigger, start: Started, rule: Rule, case: int, row: int) -> tuple[str, str]:
        owner = trigger.agency or rule.agency
        own = force(case, row, self._chronicle, self._said) if owner.police else self._said.agency(row)
        field = str(start.event.data.get(owner.field) or "") if owner.field else ""
        return trigger.who or rule.who, owner.slug or field or own


def force(case: int, row: int, chronicle: Chronicle, said: Said) -> str:
    """The police force of the case as of an event: whose event it is, or the last to have recorded anything by then, or the first."""
    own = said.agency(row)
    if "police" in own:
        return own
    first, last = np.searchsorted(chronicle.member_case, [case, case + 1])
    forces = [each for each in chronicle.member[first:last].tolist() if "police" in said.agency(each)]
    earlier = [each for each in forces if each < row]
    return said.agency(earlier[-1] if earlier else forces[0]) if forces else own
