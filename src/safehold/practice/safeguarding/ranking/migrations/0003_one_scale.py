"""What the panel of an open call is ordered by (`safeguarding_standing.danger`) goes over to the scale of the list: a band of 2000 a grade, and
what was said within it. `safehold rebuild` works it out to the point."""

from django.db import migrations

OVER = """
UPDATE safeguarding_standing s SET danger = CASE s.grade
    WHEN 'high' THEN 8000 + s.danger - 300 WHEN 'medium' THEN 4000 + s.danger - 150 WHEN 'standard' THEN 2000 + s.danger - 100
    ELSE 6000 + s.danger - 200 END
 WHERE s.danger BETWEEN 100 AND 999
"""


class Migration(migrations.Migration):
    dependencies = [("ranking", "0002_read_by_order")]
    operations = [migrations.RunSQL(OVER, migrations.RunSQL.noop)]
