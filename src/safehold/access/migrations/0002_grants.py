"""What the application's role may do here. Looks and failures can be added and read, never changed or removed."""

from django.db import migrations

from safehold.database.roles import APP

GRANTS = {
    "access_agency": "SELECT, INSERT, UPDATE",
    "access_user": "SELECT, INSERT, UPDATE",
    "access_posting": "SELECT, INSERT, UPDATE",
    "access_look": "SELECT, INSERT",
    "access_signinfailure": "SELECT, INSERT",
    # To tell whether the tables are those of this version.
    "django_migrations": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
}


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("sessions", "0001_initial")]
    operations = [
        migrations.RunSQL(f"GRANT {rights} ON {table} TO {APP}", f"REVOKE ALL ON {table} FROM {APP}") for table, rights in GRANTS.items()
    ]
