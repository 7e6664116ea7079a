import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("posting_id", models.BigIntegerField()),
                ("key", models.TextField(unique=True)),
                ("case_id", models.TextField()),
                ("persons", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("instrument", models.TextField()),
                ("fields", models.JSONField(default=dict)),
                ("turn", models.BigIntegerField(default=0)),
                ("opened_at", models.BigIntegerField()),
                ("updated_at", models.BigIntegerField()),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "assessing_draft",
                "constraints": [models.UniqueConstraint(fields=("user", "case_id", "instrument"), name="assessing_draft_once")],
            },
        ),
    ]
