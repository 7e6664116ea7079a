"""Changes of rules that people propose, try and agree on. They name no case and nobody but staff."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safehold.database.grants import append_only, sequences


def _by() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("rulebook", "0009_most_dangerous_first")]
    operations = [
        migrations.CreateModel(
            "Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("rule", models.TextField()),
                ("version", models.TextField()),
                ("text", models.TextField(default="")),
                ("starts", models.BigIntegerField()),
                ("why", models.TextField()),
                ("agency", models.TextField()),
                ("role", models.TextField()),
                ("by", _by()),
            ],
            options={"db_table": "rulebook_proposal"},
        ),
        migrations.CreateModel(
            "Agreed",
            fields=[
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="answer",
                        serialize=False,
                        to="rulebook.proposal",
                    ),
                ),
                ("at", models.BigIntegerField()),
                ("agrees", models.BooleanField()),
                ("why", models.TextField()),
                ("agency", models.TextField()),
                ("role", models.TextField()),
                ("by", _by()),
            ],
            options={"db_table": "rulebook_agreed"},
        ),
        migrations.CreateModel(
            "Trial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("rule", models.TextField()),
                ("version", models.TextField()),
                ("since", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("role", models.TextField()),
                ("by", _by()),
                (
                    "proposal",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="trials", to="rulebook.proposal"
                    ),
                ),
            ],
            options={"db_table": "rulebook_trial"},
        ),
        migrations.CreateModel(
            "Tried",
            fields=[
                (
                    "trial",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tried",
                        serialize=False,
                        to="rulebook.trial",
                    ),
                ),
                ("at", models.BigIntegerField()),
                ("found", models.JSONField(default=dict)),
                ("refused", models.TextField(default="")),
            ],
            options={"db_table": "rulebook_tried"},
        ),
        append_only("rulebook_proposal", "rulebook_agreed", "rulebook_trial", "rulebook_tried"),
        sequences("rulebook_proposal_id_seq", "rulebook_trial_id_seq"),
    ]
