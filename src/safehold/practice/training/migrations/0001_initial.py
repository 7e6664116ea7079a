import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Completed",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("agency", models.TextField()),
                ("staff_id", models.TextField()),
                ("course", models.TextField(default="")),
                ("specialist_led", models.BooleanField()),
                ("completed_at", models.BigIntegerField()),
            ],
            options={
                "db_table": "training_completed",
                "indexes": [models.Index(fields=["agency", "staff_id", "completed_at"], name="training_completed_of")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
