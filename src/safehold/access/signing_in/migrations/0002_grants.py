"""What the application's role may do here. The log is added to; of what was asked, answered or granted only the end is written."""

from django.db import migrations

from safehold.database.roles import APP

GRANTS = {
    "signing_in_member": "SELECT, INSERT, UPDATE",
    "signing_in_passkey": "SELECT, INSERT, UPDATE (counter, used), DELETE",
    "signing_in_signedin": "SELECT, INSERT, UPDATE (used, ended, why)",
    "signing_in_recovery": "SELECT, INSERT, UPDATE (answered_by_id, answered_at, agreed)",
    "signing_in_act": "SELECT, INSERT, UPDATE (told_at)",
    "signing_in_service": "SELECT, INSERT, UPDATE (ended_at)",
    "signing_in_token": "SELECT, INSERT, UPDATE (revoked_at, used_at, used_from)",
}


class Migration(migrations.Migration):
    dependencies = [("signing_in", "0001_initial")]
    operations = [
        migrations.RunSQL(f"GRANT {rights} ON {table} TO {APP}", f"REVOKE ALL ON {table} FROM {APP}") for table, rights in GRANTS.items()
    ]
