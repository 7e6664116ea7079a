import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safehold.database.grants import append_only, sequences
from safehold.database.policies import protect

TABLE = "planning_capacity"


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("access", "0004_row_security")]
    operations = [
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("what", models.TextField()),
                ("free", models.IntegerField()),
                ("takes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": TABLE,
                "indexes": [models.Index(fields=["agency", "what", "-id"], name="planning_capacity_last")],
            },
        ),
        append_only(TABLE),
        sequences(f"{TABLE}_id_seq"),
        # Of no person and no place: whoever works on cases may know who has room.
        protect(TABLE, seen="(SELECT access.may('see_cases'))"),
    ]
