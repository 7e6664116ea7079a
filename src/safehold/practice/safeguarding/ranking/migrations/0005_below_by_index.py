"""Those graded high are few among all cases, and whether an agency is in one is looked up by index: asked as a number, since PostgreSQL would
answer "is there any" by reading all the cases of the agency once. Planned anew each time, by how many are graded high."""

from importlib import import_module

from django.db import migrations

made = import_module("safehold.practice.safeguarding.ranking.migrations.0004_all_below").LEFT.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
ANY = """EXISTS (
            SELECT FROM identity_case_agency a WHERE a.case_id = s.case_id AND a.agency = mine AND a.until >= moment)"""
ONE = "(SELECT count(*) FROM identity_case_agency a WHERE a.case_id = s.case_id AND a.agency = mine AND a.until >= moment) > 0"
ROWS = "SECURITY DEFINER ROWS 50 "
BY_INDEX = made.replace(ANY, ONE).replace(ROWS, f"{ROWS}SET plan_cache_mode = force_custom_plan SET jit = off ")
if ONE not in BY_INDEX or "force_custom_plan" not in BY_INDEX:
    raise ImportError("access.left_below does not read as it did when this was written")


class Migration(migrations.Migration):
    dependencies = [("ranking", "0004_all_below")]
    operations = [migrations.RunSQL(BY_INDEX, made)]
