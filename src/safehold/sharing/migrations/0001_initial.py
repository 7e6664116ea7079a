import django.contrib.postgres.fields
import django.db.models.manager
from django.db import migrations, models



class Migration(migrations.Migration):
    initial = True
    dependencies = [("identity", "0006_until_when")]
    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                ("pk", models.CompositePrimaryKey("event_id", "case_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField()),
                ("case_id", models.TextField(db_index=True)),
                ("source", models.TextField()),
                ("source_id", models.TextField()),
                ("of_agency", models.TextField()),
                ("with_agency", models.TextField()),
                ("shared_by", models.TextField(default="")),
                ("shared_role", models.TextField(default="")),
                ("shared_at", models.BigIntegerField()),
                ("extent", models.TextField()),
                ("work", models.BooleanField()),
                ("until", models.BigIntegerField()),
                ("gateways", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("consent", models.TextField(default="")),
                ("ended_at", models.BigIntegerField(null=True)),
                ("acknowledged_at", models.BigIntegerField(null=True)),
                ("acknowledged_by", models.TextField(default="")),
            ],
            options={
                "db_table": "sharing_share",
                "base_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["with_agency", "until"], name="sharing_share_with"),
                    models.Index(fields=["of_agency", "until"], name="sharing_share_of"),
                ],
            },
            managers=[("objects", django.db.models.manager.Manager()), ("everything", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                ("pk", models.CompositePrimaryKey("share", "case_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("share", models.BigIntegerField()),
                ("case_id", models.TextField(db_index=True)),
                ("event_id", models.BigIntegerField()),
                ("needs", models.TextField(default="")),
                ("told", models.TextField()),
            ],
            options={"db_table": "sharing_shown"},
            managers=[("objects", django.db.models.manager.Manager()), ("everything", django.db.models.manager.Manager())],
        ),
    ]
