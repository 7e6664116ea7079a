import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _who() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def _of(name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to="reviews.review")


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("case_id", models.TextField()),
                ("persons", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("kind", models.TextField()),
                ("role", models.TextField()),
                ("by", _who()),
            ],
            options={"db_table": "reviews_review"},
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("chair", models.BooleanField()),
                ("given", models.BooleanField()),
                ("at", models.BigIntegerField()),
                ("by", _who()),
                ("user", _who()),
                ("review", _of("seats")),
            ],
            options={
                "db_table": "reviews_seat",
                "indexes": [models.Index(fields=["user", "review", "-id"], name="reviews_seat_of")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("what", models.TextField()),
                ("subject", models.BigIntegerField(null=True)),
                ("open", models.BooleanField()),
                ("role", models.TextField()),
                ("agency", models.TextField()),
                ("sealed", models.TextField(default="")),
                ("by", _who()),
                ("review", _of("entries")),
            ],
            options={
                "db_table": "reviews_entry",
                "indexes": [
                    models.Index(fields=["review", "id"], name="reviews_entry_of"),
                    models.Index(condition=models.Q(("open", True)), fields=["id"], name="reviews_entry_open"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("what", models.TextField()),
                ("of", models.TextField()),
                ("form", models.TextField()),
                ("digest", models.TextField()),
                ("size", models.IntegerField()),
                ("role", models.TextField()),
                ("sealed", models.TextField(default="")),
                ("by", _who()),
                ("review", _of("papers")),
            ],
            options={
                "db_table": "reviews_paper",
                "indexes": [models.Index(fields=["review", "what", "-id"], name="reviews_paper_of")],
            },
        ),
    ]
