"""Each duty says who recorded what began it, whichever version writes it."""

from importlib import import_module

import pytest

from harness.recorded import PAIR, released
from safehold.rulebook.models import Obligation

WITHOUT = ", ".join(f'"{field.column}"' for field in Obligation._meta.concrete_fields if field.column not in ("id", "begun_by", "subject"))


@pytest.fixture
def theirs(staff):
    released(*PAIR, agency="southmere-police")
    return Obligation.everything.filter(begun_by="southmere-police").first()


def test_it_is_the_agency_that_recorded_it(theirs):
    assert theirs is not None
    assert set(Obligation.everything.values_list("begun_by", flat=True)) == {"southmere-police"}


def test_what_the_version_before_writes_says_it_too(theirs, owner):
    owner.execute(
        f"INSERT INTO rulebook_obligation ({WITHOUT}, subject) SELECT {WITHOUT}, 'another' FROM rulebook_obligation WHERE id = %s",
        [theirs.pk],
    )
    owner.execute("UPDATE rulebook_obligation SET begun_by = NULL WHERE id = %s", [theirs.pk])
    owner.commit()
    assert list(Obligation.everything.filter(begun_by=None)) == []
    assert Obligation.everything.get(subject="another").begun_by == "southmere-police"


def test_what_was_there_before_is_filled_in(theirs, owner):
    migration = import_module("safehold.rulebook.migrations.0013_begun_by")
    owner.execute("ALTER TABLE rulebook_obligation DISABLE TRIGGER begun_by")
    owner.execute("UPDATE rulebook_obligation SET begun_by = NULL")
    owner.execute(migration.FILLED, [0, theirs.pk])
    owner.execute("ALTER TABLE rulebook_obligation ENABLE TRIGGER begun_by")
    owner.commit()
    assert Obligation.everything.get(pk=theirs.pk).begun_by == "southmere-police"
