import django.contrib.postgres.fields
from django.db import migrations, models

from safehold.database.grants import derived


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_decisions_by_mention"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unsure",
            fields=[
                ("pair", models.TextField(primary_key=True, serialize=False)),
                ("one", models.BigIntegerField(db_index=True)),
                ("other", models.BigIntegerField(db_index=True)),
                ("probability", models.FloatField()),
                ("records", models.IntegerField()),
                ("would_link", models.BooleanField()),
                ("left_unsure", models.BooleanField()),
            ],
            options={
                "db_table": "identity_unsure",
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("pair", "agency", "staff_id", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("pair", models.TextField()),
                ("agency", models.TextField()),
                ("staff_id", models.TextField(default="")),
                ("one", models.BigIntegerField(db_index=True)),
                ("other", models.BigIntegerField(db_index=True)),
                ("probability", models.FloatField()),
                ("records", models.IntegerField()),
                ("would_link", models.BooleanField()),
                ("left_unsure", models.BooleanField()),
                ("differ", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("own", models.BooleanField()),
                ("one_grade", models.SmallIntegerField()),
                ("other_grade", models.SmallIntegerField()),
                ("one_held", models.BigIntegerField()),
                ("other_held", models.BigIntegerField()),
                ("one_open", models.BooleanField()),
                ("other_open", models.BooleanField()),
                ("children", models.IntegerField()),
                ("events", models.IntegerField()),
                ("graded_at", models.BigIntegerField()),
            ],
            options={
                "db_table": "identity_waiting",
                "indexes": [models.Index(fields=["agency", "left_unsure", "staff_id"], name="identity_waiting_for")],
            },
        ),
        derived("identity_unsure", "identity_waiting"),
    ]
