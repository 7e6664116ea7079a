from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("safeguarding", "0005_known_by_event")]
    operations = [
        AddIndexConcurrently("standing", models.Index(fields=["danger"], include=["case_id"], name="safeguarding_standing_danger")),
    ]
