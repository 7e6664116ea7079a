"""What the application may do with it: add, read and forget. Of the numbers of duties it reads how far they have come."""

from django.db import migrations, models

from safehold.database.roles import APP

NUMBERS = "rulebook_obligation_id_seq"


class Migration(migrations.Migration):
    dependencies = [("systems", "0002_grants"), ("rulebook", "0002_grants")]
    operations = [
        migrations.CreateModel(
            "Mark",
            fields=[("at", models.DateTimeField(primary_key=True, serialize=False)), ("last", models.BigIntegerField())],
        ),
        migrations.RunSQL(f"GRANT SELECT, INSERT, DELETE ON systems_mark TO {APP}", f"REVOKE ALL ON systems_mark FROM {APP}"),  # nosec B608
        migrations.RunSQL(f"GRANT SELECT ON SEQUENCE {NUMBERS} TO {APP}", f"REVOKE SELECT ON SEQUENCE {NUMBERS} FROM {APP}"),  # nosec B608
    ]
