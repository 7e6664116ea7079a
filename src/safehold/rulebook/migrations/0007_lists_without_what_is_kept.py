"""The lists of work of an area in which some hundred cases are kept from somebody: to compare each duty's cases with all of these took most
of the time. A duty of one case, which nearly all are, is looked up in them instead, and the functions are planned with them at hand.
"""

from importlib import import_module

from django.db import migrations

before = import_module("safehold.rulebook.migrations.0006_lists_of_work")

HIDDEN = "NOT o.cases && hidden"
LOOKED_UP = "CASE cardinality(o.cases) WHEN 1 THEN NOT o.cases[1] = ANY(hidden) ELSE NOT o.cases && hidden END"
# Of an agency at which nobody works: who recorded what began the duty, asked once for each.
RECORDED = """
EXISTS (SELECT FROM chronology_event e WHERE e.seq = o.trigger_event AND (e.agency = mine OR NOT e.agency = ANY(others)))
"""


def _again(function: str) -> str:
    told = function.replace(HIDDEN, LOOKED_UP).replace(before.THEIRS, RECORDED)
    return told.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
        "SET work_mem = '48MB'", "SET work_mem = '48MB' SET plan_cache_mode = force_custom_plan"
    )


def _as_before(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0006_lists_of_work"), ("chronology", "0004_row_security")]
    operations = [migrations.RunSQL(_again(function), _as_before(function)) for function in (before.WORK, before.OVERDUE)]
