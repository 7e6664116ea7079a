from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing_in", "0003_subject")]
    operations = [
        migrations.AddField("recovery", "role", models.CharField(default="", db_default="", max_length=40)),
        migrations.AddField("recovery", "name", models.CharField(default="", db_default="", max_length=120)),
    ]
