"""Those without a plan are few among all cases: each is looked up by index, the longest first, and no further than is asked. Whether an
agency is in a case is asked as a number, as ranking/migrations/0005_below_by_index.py says."""

from importlib import import_module

from django.db import migrations

made = import_module("safehold.practice.safeguarding.migrations.0011_unplanned_while_seen").LASTING
WHERE = "FROM identity_case_agency a WHERE a.case_id = s.case_id AND a.agency = mine AND a.until >= access.instant())"
BY_INDEX = made.replace(f"EXISTS (SELECT {WHERE}", f"(SELECT count(*) {WHERE} > 0")
if BY_INDEX == made:
    raise ImportError("access.unplanned does not read as it did when this was written")


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0011_unplanned_while_seen")]
    operations = [migrations.RunSQL(BY_INDEX, made)]
