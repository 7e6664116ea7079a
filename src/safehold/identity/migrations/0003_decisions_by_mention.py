from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

DROPPED = ("at", "a_source", "a_event", "a_ref", "b_source", "b_event", "b_ref")


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_grants")]
    operations = [
        *(migrations.RemoveField("decision", name) for name in DROPPED),
        *(migrations.AddField("decision", f"{side}_mention", models.BigIntegerField(db_index=True, null=True)) for side in "ab"),
        *(
            migrations.AddField("decision", f"{side}_said", ArrayField(models.TextField(), default=list), preserve_default=False)
            for side in "ab"
        ),
        *(
            migrations.AddIndex("decision", GinIndex(fields=[f"{side}_said"], name=f"identity_decision_{side}_said", fastupdate=False))
            for side in "ab"
        ),
    ]
