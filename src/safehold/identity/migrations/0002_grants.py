from django.db import migrations

from safehold.database.grants import derived, sequences


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]
    operations = [
        derived("identity_profile", "identity_mention", "identity_key", "identity_person", "identity_name", "identity_involvement", "identity_case", "identity_case_event", "identity_case_agency", "identity_restriction"),
        derived("identity_judgement", "identity_decision"),
        sequences("identity_judgement_id_seq"),
    ]
