"""What was announced lately to one role, among the many things that were announced to its agency."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("running", "0002_grants")]
    operations = [
        AddIndexConcurrently("notice", models.Index(fields=["agency", "who", "due"], name="running_notice_lately_to")),
    ]
