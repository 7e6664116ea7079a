from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = "a row for each member of staff is read in a moment, and in all of them the subject is still empty"
    dependencies = [("signing_in", "0002_grants")]
    operations = [
        migrations.AddField("member", "issuer", models.CharField(default="", db_default="", max_length=500)),
        migrations.AddField("member", "subject", models.CharField(default="", db_default="", max_length=255)),
        migrations.AddConstraint(
            "member",
            models.UniqueConstraint(condition=models.Q(("subject", ""), _negated=True), fields=("issuer", "subject"), name="signing_in_subject_once"),
        ),
    ]
