import django.contrib.postgres.fields
import django.db.models.manager
from django.db import migrations, models

MANAGERS = [("objects", django.db.models.manager.Manager()), ("everything", django.db.models.manager.Manager())]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Perpetrator",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.TextField()),
                ("facts", models.TextField()),
                ("since", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("orders", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                ("managed_by", models.TextField(default="")),
                ("managed_how", models.TextField(default="")),
                ("managed_at", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "perpetrators_ranked"},
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("pk", models.CompositePrimaryKey("person_id", "since_at", blank=True, editable=False, primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("since_at", models.BigIntegerField()),
                ("until_at", models.BigIntegerField()),
                ("danger", models.SmallIntegerField()),
            ],
            options={
                "db_table": "perpetrators_step",
                "indexes": [
                    models.Index(fields=["danger", "until_at"], include=["since_at", "person_id"], name="perpetrators_step_by_danger"),
                ],
            },
            managers=MANAGERS,
        ),
    ]
