"""What people decided is only ever added to: one base of all such tables, and one maker of what may still change in them."""

import re
from importlib import import_module

import pytest
from django.apps import apps

from safehold.database.only_added import NeverChanged, OnlyAdded

KEPT = ("documents", "retention", "reviews", "dipping")
RULEBOOK = {"rulebook_proposal", "rulebook_agreed", "rulebook_trial", "rulebook_tried"}
SEALED = {
    "documents": ("safehold.documents", "0004_kept_tables"),
    "reviews": ("safehold.practice.reviews", "0004_kept_tables"),
    "dipping": ("safehold.practice.reviews.dipping", "0003_kept_tables"),
}


def plain(sql: str) -> str:
    """Without what differs between saying it the first time and again, and without its line breaks and grants."""
    body = " ".join(sql.replace("CREATE OR REPLACE", "CREATE").split())
    return re.sub(r" ?GRANT EXECUTE [^;]*;", "", body).strip()


def test_every_table_of_decisions_has_the_one_base():
    tables = {model._meta.db_table for app in KEPT for model in apps.get_app_config(app).get_models()} | RULEBOOK
    assert tables == {
        model._meta.db_table for model in apps.get_models() if issubclass(model, OnlyAdded) and model._meta.db_table in tables
    }


def test_a_row_is_neither_changed_nor_deleted_nor_are_many():
    from safehold.rulebook.models import Proposal

    stored = Proposal.from_db("default", ["id"], [1])
    for change in (stored.save, stored.delete, lambda: Proposal.objects.update(why=""), Proposal.objects.all().delete):
        with pytest.raises(NeverChanged, match="rulebook_proposal is only ever added to"):
            change()


@pytest.mark.parametrize("app", SEALED)
def test_one_maker_says_what_each_app_s_own_functions_said(app):
    package, name = SEALED[app]
    before = import_module(f"{package}.migrations.0002_guarding")
    goes, reseals = import_module(f"{package}.migrations.{name}").Migration.operations
    assert plain(goes.sql) == plain(before.GOES)
    assert plain(reseals.sql) == plain(before.RESEAL)
