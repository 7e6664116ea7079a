"""Who sees the cases of staff, worked out again: somebody is posted, has left, or has another supervisor; a call is in hand no more."""

from typing import Any

import msgspec
from django.db import transaction

from safehold.access.standards.seeing import Concern
from safehold.access.standards.works import works
from safehold.chronology.derived import Wanted, write
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder
from safehold.identity.cases_stored import RESTRICTION
from safehold.identity.staff.cases import COLUMNS, STAFF_CASE, rows_of, today


def see_anew() -> int:
    """How many cases became otherwise. It may be cut off anywhere and done again."""
    return again_if_overtaken(_see_anew)


def _see_anew() -> int:
    with transaction.atomic(), recorder() as cursor:
        listed = rows(cursor, f"SELECT case_id, {', '.join(COLUMNS)} FROM standards_case ORDER BY case_id FOR UPDATE")  # nosec B608
        if not listed:
            return 0
        who = works(cursor, today())
        cases = {case: rows_of(_concern(values), who) for case, *values in listed}
        within = list(cases)
        written = write(
            cursor,
            [
                Wanted(STAFF_CASE, "case_id", within, {(case,): kept for case, (kept, _) in cases.items()}),
                Wanted(RESTRICTION, "case_id", within, {(case,): seen for case, (_, seen) in cases.items()}),
            ],
        )
        return max(written.values(), default=0)


def _concern(values: list[Any]) -> Concern:
    return msgspec.convert(dict(zip(COLUMNS, values, strict=True)), Concern)
