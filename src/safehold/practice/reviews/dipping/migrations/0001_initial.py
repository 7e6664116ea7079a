import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _who() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def _of(what: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=f"dipping.{what}")


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("seed", models.TextField()),
                ("digest", models.TextField()),
                ("size", models.IntegerField()),
                ("wanted", models.IntegerField()),
                ("role", models.TextField()),
                ("sealed", models.TextField()),
                ("by", _who()),
            ],
            options={"db_table": "dipping_sample"},
        ),
        migrations.CreateModel(
            name="Drawn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.IntegerField()),
                ("case_id", models.TextField()),
                ("persons", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("never", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("sample", _of("sample", "drawn")),
            ],
            options={"db_table": "dipping_case"},
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.IntegerField()),
                ("given", models.BooleanField()),
                ("at", models.BigIntegerField()),
                ("by", _who()),
                ("user", _who()),
                ("drawn", _of("drawn", "seats")),
            ],
            options={
                "db_table": "dipping_seat",
                "indexes": [models.Index(fields=["user", "drawn", "-id"], name="dipping_seat_of")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("role", models.TextField()),
                ("sealed", models.TextField(default="")),
                ("by", _who()),
                ("drawn", _of("drawn", "answers")),
            ],
            options={
                "db_table": "dipping_answer",
                "constraints": [models.UniqueConstraint(fields=["drawn", "by"], name="dipping_answer_once")],
            },
        ),
    ]
