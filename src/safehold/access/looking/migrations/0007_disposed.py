"""Of which seals the looks are gone. The application reads it, so that the chain is checked; the owner alone writes it and takes looks away."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from safehold.database.roles import APP


class Migration(migrations.Migration):
    dependencies = [("looking", "0006_row_security")]
    operations = [
        migrations.CreateModel(
            "Disposed",
            fields=[
                ("seal", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="looking.seal")),
                ("looks", models.IntegerField()),
                ("newest", models.DateTimeField()),
                ("years", models.SmallIntegerField()),
                ("why", models.TextField()),
                ("disposed_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.RunSQL(f"GRANT SELECT ON looking_disposed TO {APP}", f"REVOKE ALL ON looking_disposed FROM {APP}"),
    ]
