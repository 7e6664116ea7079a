"""What was counted once for everybody from whom the same is kept, whichever process they come to. The application writes it and forgets it."""

from django.db import migrations, models

from safehold.database.roles import APP

GRANTED = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0007_lifted_elsewhere")]
    operations = [
        migrations.CreateModel(
            "Counted",
            fields=[
                ("pk", models.CompositePrimaryKey("what", "kept", blank=True, editable=False, primary_key=True, serialize=False)),
                ("what", models.BinaryField()),
                ("kept", models.BinaryField()),
                ("at", models.BigIntegerField()),
                ("found", models.BinaryField()),
            ],
            options={"db_table": "safeguarding_counted"},
        ),
        migrations.RunSQL(f"GRANT {GRANTED} ON safeguarding_counted TO {APP}", f"REVOKE ALL ON safeguarding_counted FROM {APP}"),  # nosec B608
    ]
