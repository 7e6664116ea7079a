import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safehold.database.grants import append_only, sequences
from safehold.database.policies import protect
from safehold.database.roles import APP, COMMAND, RECORDER

# Of the viewer's own agency, for roles that reach victims, and of a case that they see.
OWN = (
    "agency = (SELECT access.agency()) AND (SELECT access.may('reach_victims'))"
    " AND EXISTS (SELECT FROM identity_case_event e WHERE e.event_id = ANY(events))"
)
OF_MESSAGE = "EXISTS (SELECT FROM contact_message m WHERE m.id = contact_step.message_id)"
# What was written goes when content of the case does; that something was sent, by what means and when, stays.
GOES = """
CREATE FUNCTION contact_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d retention_decision;
BEGIN
  SELECT * INTO d FROM retention_decision WHERE id = NEW.decision_id;
  UPDATE contact_message m SET sealed = '' WHERE m.agency = d.agency AND m.events && d.events;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION contact_go() FROM PUBLIC;
CREATE TRIGGER contact_go AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION contact_go();
"""
RESEAL = f"""
CREATE FUNCTION contact_reseal(what text, which bigint, anew text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF what = 'message' THEN UPDATE contact_message SET sealed = anew WHERE id = which AND sealed <> ''; END IF;
END $$;
REVOKE ALL ON FUNCTION contact_reseal(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contact_reseal(text, bigint, text) TO {COMMAND};
"""  # nosec B608
# The one who is sending changes how far it has come, and nothing else of it.
MOVES = f"GRANT SELECT, INSERT, UPDATE (state, why, service, tries, not_before, changed_at) ON contact_message TO {RECORDER}"  # nosec B608


def _who(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("access", "0004_row_security"),
        ("identity", "0005_row_security"),
        ("retention", "0002_carrying_out"),
    ]
    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("at", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("staff_id", models.TextField()),
                ("role", models.TextField()),
                ("events", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("person_id", models.BigIntegerField()),
                ("safe_event", models.BigIntegerField()),
                ("channel", models.TextField()),
                ("template", models.TextField()),
                ("neutral", models.BooleanField()),
                ("state", models.TextField(default="queued")),
                ("why", models.TextField(default="")),
                ("service", models.TextField(default="")),
                ("tries", models.IntegerField(default=0)),
                ("not_before", models.BigIntegerField(default=0)),
                ("changed_at", models.BigIntegerField()),
                ("sealed", models.TextField(default="")),
                ("by", _who()),
            ],
            options={
                "db_table": "contact_message",
                "indexes": [
                    models.Index(fields=["state", "not_before"], name="contact_message_waits"),
                    models.Index(fields=["agency", "-id"], name="contact_message_agency"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("state", models.TextField()),
                ("why", models.TextField(default="")),
                ("by", _who(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="contact.message"
                    ),
                ),
            ],
            options={"db_table": "contact_step"},
        ),
        append_only("contact_message", "contact_step"),
        sequences("contact_message_id_seq", "contact_step_id_seq"),
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        protect("contact_message", seen=OWN),
        protect("contact_step", seen=OF_MESSAGE),
        migrations.RunSQL(GOES, "DROP TRIGGER contact_go ON retention_removal; DROP FUNCTION contact_go()"),
        migrations.RunSQL(RESEAL, "DROP FUNCTION contact_reseal(text, bigint, text)"),
    ]
