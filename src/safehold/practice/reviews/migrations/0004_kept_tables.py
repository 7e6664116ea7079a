"""The same functions as before, as every table that is only added to has them (safehold.database.kept_tables)."""

from django.db import migrations

from safehold.database.kept_tables import goes_with_content, sealed_anew


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_until_when")]
    operations = [
        goes_with_content(
            "reviews",
            "UPDATE reviews_entry e SET sealed = '' FROM reviews_review r"
            " WHERE r.id = e.review_id AND NOT e.open AND r.agency = d.agency AND r.persons && d.persons",
            "UPDATE reviews_paper p SET sealed = '' FROM reviews_review r"
            " WHERE r.id = p.review_id AND p.what <> 'template' AND r.agency = d.agency AND r.persons && d.persons",
        ),
        sealed_anew("reviews", ("entry", "paper")),
    ]
