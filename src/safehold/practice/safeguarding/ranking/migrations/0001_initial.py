import django.contrib.postgres.fields
import django.db.models.manager
from django.db import migrations, models

MANAGERS = [("objects", django.db.models.manager.Manager()), ("everything", django.db.models.manager.Manager())]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Ranked",
            fields=[
                ("case_id", models.TextField(primary_key=True, serialize=False)),
                ("version", models.TextField()),
                ("grade", models.TextField(default="")),
                ("facts", models.TextField()),
                ("since", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("orders", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                ("disagreed", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
            options={"db_table": "ranking_case"},
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("pk", models.CompositePrimaryKey("case_id", "since_at", blank=True, editable=False, primary_key=True, serialize=False)),
                ("case_id", models.TextField()),
                ("since_at", models.BigIntegerField()),
                ("until_at", models.BigIntegerField()),
                ("danger", models.SmallIntegerField()),
            ],
            options={
                "db_table": "ranking_step",
                "indexes": [
                    models.Index(fields=["danger", "until_at"], include=["since_at", "case_id"], name="ranking_step_by_danger"),
                ],
            },
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("role", models.TextField()),
                ("day", models.DateField()),
                ("people", models.IntegerField()),
                ("said_at", models.BigIntegerField()),
            ],
            options={
                "db_table": "ranking_capacity",
                "indexes": [models.Index(fields=["agency", "role", "day"], name="ranking_capacity_of_day")],
            },
        ),
    ]
