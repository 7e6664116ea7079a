import django.contrib.postgres.fields
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("response", "0008_as_its_page_by_index")]
    operations = [
        migrations.AddField(
            "call", "others", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None)
        ),
        AddIndexConcurrently(
            "call", GinIndex(fields=["others"], name="response_call_others", condition=models.Q(others__isnull=False))
        ),
    ]
