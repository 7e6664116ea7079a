import django.db.models.deletion
from django.db import migrations, models

from safehold.database.grants import derived


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0010_changes_of_rules")]
    operations = [
        migrations.CreateModel(
            "UnderWay",
            fields=[
                (
                    "trial",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="under_way",
                        serialize=False,
                        to="rulebook.trial",
                    ),
                ),
                ("part", models.IntegerField()),
            ],
            options={"db_table": "rulebook_under_way"},
        ),
        derived("rulebook_under_way"),
    ]
