import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safehold.database.policies import protect
from safehold.database.roles import APP, RECORDER

# Supervisors of that agency, and professional standards; never whoever attended, nor whoever is kept from the case.
TOLD = (
    "(SELECT access.may('review_openings')) AND (agency = (SELECT access.agency()) OR (SELECT access.may('judge_looks')))"
    " AND staff_id <> (SELECT access.staff_id()) AND NOT (SELECT access.staff_id()) = ANY(kept_from)"
)
ANSWERS = "handled_at, handled_by_id, handled_why, answered_at, answered_by_id, answered_why"
# What has to be told is found when something is recorded, and told once for all.
RIGHTS = f"""
GRANT SELECT, INSERT ON standards_attended TO {RECORDER};
GRANT USAGE ON SEQUENCE standards_attended_id_seq TO {RECORDER};
GRANT SELECT, UPDATE ({ANSWERS}) ON standards_attended TO {APP};
"""
ONCE = """
CREATE FUNCTION standards_handled_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.handled_at IS NOT NULL AND NEW.handled_at IS DISTINCT FROM OLD.handled_at)
     OR (OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at) THEN
    RAISE EXCEPTION 'what was answered of attendance % stands', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER standards_handled_once BEFORE UPDATE ON standards_attended FOR EACH ROW EXECUTE FUNCTION standards_handled_once();
"""


def _who() -> models.ForeignKey:
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [("standards", "0003_conflicts_apart"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Attended",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.BigIntegerField()),
                ("staff_id", models.CharField(max_length=200)),
                ("agency", models.CharField(max_length=100)),
                ("agencies", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("kinds", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("case_ids", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("kept_from", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("attended_at", models.BigIntegerField()),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.Now())),
                ("handled_at", models.DateTimeField(null=True)),
                ("handled_by", _who()),
                ("handled_why", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", _who()),
                ("answered_why", models.TextField(default="")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["event_id", "staff_id"], name="standards_attended_once")],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        protect("standards_attended", seen=TOLD, changes=TOLD),
        migrations.RunSQL(ONCE, "DROP FUNCTION standards_handled_once CASCADE"),
    ]
