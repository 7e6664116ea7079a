from django.db import migrations

from safehold.database.policies import protect

OWN = "(SELECT access.may('dispose_records')) AND agency = (SELECT access.agency())"
OF_ONE = "EXISTS (SELECT FROM retention_decision d WHERE d.id = {table}.decision_id)"


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_carrying_out"), ("access", "0004_row_security")]
    operations = [
        protect("retention_decision", seen=OWN),
        protect("retention_answer", seen=OF_ONE.format(table="retention_answer")),
        protect("retention_removal", seen=OF_ONE.format(table="retention_removal")),
    ]
