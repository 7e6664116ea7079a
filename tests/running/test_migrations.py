"""Migrations that can be applied while the site of the version before goes on, and how they are applied."""

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from safehold.running.migrating import Busy, migrate
from safehold.running.safe_migrations import unsafe

# Written before anybody ran Safehold. No name is ever added: a migration that is not safe says in `safe_because` why it may be applied.
BEFORE_THE_FIRST_RELEASE = {
    ("chronology", "0003_what_was_redacted"),
    ("confidential", "0001_initial"),
    ("identity", "0003_decisions_by_mention"),
}
_NAME = models.TextField(null=True)


def migration(*operations, **said) -> migrations.Migration:
    made = migrations.Migration("0009_next", "running")
    made.operations = list(operations)
    for name, value in said.items():
        setattr(made, name, value)
    return made


def test_every_migration_can_be_applied_while_the_version_before_is_at_work():
    ours = {key: each for key, each in MigrationLoader(None).disk_migrations.items() if each.__module__.startswith("safehold.")}
    found = {key: why for key, each in ours.items() if key not in BEFORE_THE_FIRST_RELEASE and (why := unsafe(each))}
    assert found == {}


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("notice", "rule"),
        migrations.RenameField("notice", "rule", "duty_rule"),
        migrations.DeleteModel("notice"),
        migrations.RenameModel("notice", "announcement"),
        migrations.AddIndex("notice", models.Index(fields=["at"], name="at")),
        migrations.AddConstraint("notice", models.UniqueConstraint(fields=["at"], name="at")),
        migrations.AddField("notice", "said", models.TextField()),
        migrations.AddField("notice", "said", models.TextField(null=True, db_index=True)),
        migrations.AlterField("notice", "at", models.TextField()),
        migrations.RunSQL("ALTER TABLE running_notice RENAME COLUMN at TO told"),
        migrations.RunSQL("CREATE INDEX said ON running_notice (at)"),
        migrations.SeparateDatabaseAndState([migrations.RunSQL("ALTER TABLE running_notice ALTER COLUMN at SET NOT NULL")]),
        AddIndexConcurrently("notice", models.Index(fields=["at"], name="at")),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_takes_away_renames_or_locks_for_long_is_found(operation):
    assert len(unsafe(migration(operation))) == 1
    assert unsafe(migration(operation, safe_because="nobody has this table yet")) == []
    assert len(unsafe(migration(operation, safe_because="yes"))) == 1


def test_what_only_adds_is_safe():
    index = models.Index(fields=["at"], name="at")
    assert unsafe(migration(AddIndexConcurrently("notice", index), atomic=False)) == []
    added = [migrations.AddField("notice", "said", _NAME), migrations.AddField("notice", "more", models.IntegerField(db_default=0))]
    assert unsafe(migration(*added, migrations.RunSQL("GRANT SELECT ON running_notice TO safehold_app"))) == []
    of_its_own = migrations.CreateModel("other", [("id", models.BigAutoField(primary_key=True)), ("at", models.IntegerField())])
    assert unsafe(migration(of_its_own, migrations.AddIndex("other", index))) == []


@pytest.fixture
def _one_to_apply(owner):
    """The last migration of ours as if it had not been applied yet: a grant, which needs the table for a moment."""
    owner.execute("DELETE FROM django_migrations WHERE (app, name) = ('running', '0002_grants')")
    owner.execute("REVOKE ALL ON running_beat FROM safehold_app")
    owner.commit()


def applied(owner) -> bool:
    owner.rollback()
    return owner.execute("SELECT has_table_privilege('safehold_app', 'running_beat', 'INSERT')").fetchone()[0]


@pytest.mark.usefixtures("_one_to_apply")
def test_a_table_in_use_is_waited_for_in_short_attempts_and_then_said(database, owner, monkeypatch):
    monkeypatch.setattr("safehold.running.migrating.LOCK_TIMEOUT", "50ms")
    told: list[str] = []
    with psycopg.connect(database.owner) as busy:
        busy.execute("LOCK TABLE running_beat IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Busy, match="The tables are in use"):
            migrate(told.append, attempts=2, pause=0)
        assert len(told) == 1
    assert not applied(owner)
    assert migrate(told.append) == ["running.0002_grants"]
    assert applied(owner)
    assert migrate(told.append) == []


@pytest.mark.usefixtures("_one_to_apply")
def test_it_is_applied_as_soon_as_whoever_held_the_table_lets_go(database, owner, monkeypatch):
    monkeypatch.setattr("safehold.running.migrating.LOCK_TIMEOUT", "50ms")
    busy = psycopg.connect(database.owner)
    busy.execute("LOCK TABLE running_beat IN ACCESS EXCLUSIVE MODE")
    assert migrate(lambda _: busy.close(), pause=0) == ["running.0002_grants"]
    assert applied(owner)


def test_two_at_once_are_one_after_the_other(database, owner):
    with psycopg.connect(database.owner) as other:
        other.execute("SELECT pg_advisory_lock(11, 0)")
        with pytest.raises(Busy, match="Another `safehold migrate` is under way"):
            migrate(lambda _: None)


def test_an_index_that_was_left_half_made_is_taken_away(database, owner):
    owner.autocommit = True
    owner.execute("CREATE TABLE planted AS SELECT 1 AS one UNION ALL SELECT 1")
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("CREATE UNIQUE INDEX CONCURRENTLY half_made ON planted (one)")
    assert owner.execute("SELECT to_regclass('half_made') IS NOT NULL").fetchone() == (True,)
    migrate(lambda _: None)
    assert owner.execute("SELECT to_regclass('half_made') IS NULL").fetchone() == (True,)
