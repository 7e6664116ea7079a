from django.db import migrations

from safehold.database.grants import derived


class Migration(migrations.Migration):
    dependencies = [("response", "0001_initial")]
    operations = [
        derived("response_call"),
    ]
