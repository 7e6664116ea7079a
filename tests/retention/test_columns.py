"""Of every column it is said what becomes of what it holds of people: one that nobody has thought of fails here."""

from importlib import resources

import pytest
import yaml
from django.conf import settings

ROUTES = {"redacted", "derived", "removed", "blanked", "expires", "staff", "kept", "plain"}
SAID = yaml.safe_load(resources.files("safehold.retention").joinpath("columns.yaml").read_text(encoding="utf-8"))["tables"]
IN_THE_DATABASE = """
SELECT CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END, a.attname
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
"""


def test_every_column_of_every_table_has_a_route_and_no_other_is_named(owner):
    stands = set(owner.execute(IN_THE_DATABASE).fetchall())
    said = [(table, column) for table, routes in SAID.items() for route, columns in routes.items() if route != "why" for column in columns]
    assert len(said) == len(set(said))
    assert sorted(stands - set(said)) == []
    assert sorted(set(said) - stands) == []


def test_a_derived_table_is_derived_and_every_one_is_named():
    assert {table for table, routes in SAID.items() if "derived" in routes} == set(settings.SAFEHOLD_DERIVED)


@pytest.mark.parametrize("table", SAID)
def test_a_route_is_one_that_is_and_what_is_kept_says_why(table):
    routes = SAID[table]
    assert routes.keys() - {"why"} <= ROUTES
    assert ("kept" in routes) == bool(routes.get("why"))


@pytest.mark.parametrize(("route", "statement"), [("blanked", "UPDATE"), ("removed", "DELETE FROM")])
def test_what_is_blanked_or_removed_is_named_where_it_is_done(route, statement):
    done = resources.files("safehold.retention").joinpath("migrations/0002_carrying_out.py").read_text(encoding="utf-8")
    done += resources.files("safehold.retention").joinpath("migrations/0005_lifting.py").read_text(encoding="utf-8")
    done += resources.files("safehold.identity").joinpath("removing.py").read_text(encoding="utf-8")
    done += resources.files("safehold.documents").joinpath("migrations/0002_guarding.py").read_text(encoding="utf-8")
    done += resources.files("safehold.practice.reviews").joinpath("migrations/0002_guarding.py").read_text(encoding="utf-8")
    done += resources.files("safehold.practice.reviews.dipping").joinpath("migrations/0002_guarding.py").read_text(encoding="utf-8")
    done += resources.files("safehold.practice.response.attending").joinpath("migrations/0002_rights.py").read_text(encoding="utf-8")
    done += resources.files("safehold.practice.safeguarding.contact").joinpath("migrations/0001_initial.py").read_text(encoding="utf-8")
    done += resources.files("safehold.practice.safeguarding.assessing").joinpath("migrations/0002_guarding.py").read_text(encoding="utf-8")
    for table, routes in SAID.items():
        if route in routes:
            assert f"{statement} {table}" in done
            for column in routes[route] if route == "blanked" else ():
                assert f"{column} = '" in done
