"""What only a refuge, an advocate or a service records counts no more in who harms most. Where such records are, the order of whom they
concern is worked out anew by the runner; `safehold rebuild` does it for all at once."""

from django.db import migrations

ANEW = """
INSERT INTO chronology_waiting (event_id)
SELECT max(m.event_id) FROM identity_mention m JOIN perpetrators_ranked p ON p.person_id = m.person_id
  JOIN chronology_event e ON e.seq = m.event_id JOIN access_agency a ON a.slug = e.agency
 WHERE a.kind NOT IN ('police', 'court', 'probation') GROUP BY m.person_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("perpetrators", "0002_told_to_those_who_manage"),
        ("chronology", "0001_initial"),
        ("access", "0004_row_security"),
    ]
    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
