"""The same functions as before, as every table that is only added to has them (safehold.database.kept_tables)."""

from django.db import migrations

from safehold.database.kept_tables import goes_with_content, sealed_anew


class Migration(migrations.Migration):
    dependencies = [("dipping", "0002_guarding")]
    operations = [
        goes_with_content(
            "dipping",
            "UPDATE dipping_answer a SET sealed = '' FROM dipping_case c JOIN dipping_sample s ON s.id = c.sample_id"
            " WHERE c.id = a.drawn_id AND s.agency = d.agency AND c.persons && d.persons",
        ),
        sealed_anew("dipping", ("sample", "answer")),
    ]
