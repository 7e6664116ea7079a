import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from safehold.database.roles import APP

# A question stays as it was asked; only its answer is added.
GRANT = f"GRANT SELECT, INSERT, UPDATE (answered_at, answered_by_id, answer) ON access_asking TO {APP}"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("agency", models.CharField(max_length=80)),
                ("asker_role", models.CharField(max_length=40)),
                ("of", models.CharField(max_length=80)),
                ("role", models.CharField(max_length=40)),
                ("typed", models.TextField()),
                ("why", models.TextField()),
                ("task", models.TextField()),
                ("mentions", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("answered_at__isnull", True)), fields=["of", "at"], name="access_asking_open")
                ],
            },
        ),
        migrations.RunSQL(GRANT, f"REVOKE ALL ON access_asking FROM {APP}"),
    ]
