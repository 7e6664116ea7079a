"""Training is of staff: read by those of their agency who keep it, who send units or supervise them, and by oneself."""

from django.db import migrations

from safehold.database.grants import derived
from safehold.database.policies import protect

READS = " OR ".join(f"access.may('{each}')" for each in ("keep_training", "administer", "record_calls", "supervise_calls"))
SEEN = f"agency = (SELECT access.agency()) AND (staff_id = (SELECT access.staff_id()) OR (SELECT {READS}))"


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("access", "0004_row_security")]
    operations = [
        derived("training_completed"),
        protect("training_completed", seen=SEEN),
    ]
