"""What names a duty holds every event that started it, and of calls that come by the dozen in a day it was too long for an index: nothing
more could be recorded in that case. Its digest stands in the index in its place."""

from django.db import migrations, models
from django.db.models import BigIntegerField, F, Func, Value

NAMED = "CREATE UNIQUE INDEX CONCURRENTLY rulebook_obligation_named ON rulebook_obligation (rule, subject, each, hashtextextended(trigger, 0))"
DIGEST = Func(F("trigger"), Value(0), function="hashtextextended", output_field=BigIntegerField())


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("rulebook", "0011_how_far")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(NAMED, "DROP INDEX CONCURRENTLY rulebook_obligation_named"),
                migrations.RunSQL(
                    "ALTER TABLE rulebook_obligation DROP CONSTRAINT rulebook_obligation_key",
                    "ALTER TABLE rulebook_obligation ADD CONSTRAINT rulebook_obligation_key UNIQUE (rule, trigger, subject, each)",
                ),
            ],
            [
                migrations.AddConstraint(
                    "obligation", models.UniqueConstraint("rule", "subject", "each", DIGEST, name="rulebook_obligation_named")
                ),
                migrations.RemoveConstraint("obligation", "rulebook_obligation_key"),
            ],
        ),
    ]
