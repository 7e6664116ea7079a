"""How Django asks PostgreSQL: a list goes as one array and finds what Django's own list finds; plans are kept where pages are made."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from safehold.access.models import Agency, Posting
from safehold.database.engine import base, plans


def asked(query):
    with CaptureQueriesContext(connection) as captured:
        found = list(query)
    return found, [each["sql"] for each in captured]


def test_a_list_is_one_parameter_whatever_its_length(staff):
    known = sorted(Agency.objects.values_list("slug", flat=True))
    some = Agency.objects.order_by("slug")
    statements = {str(some.filter(slug__in=known[:many]).query.sql_with_params()[0]) for many in (1, 2, len(known))}
    assert len(statements) == 1
    assert "ANY(%s::text[])" in statements.pop()
    found, _ = asked(some.filter(slug__in=[known[1], known[0], known[0], None]))
    assert [each.slug for each in found] == known[:2]
    assert asked(some.filter(slug__in=[])) == ([], [])
    assert asked(some.filter(slug__in=[None])) == ([], [])
    assert len(asked(some.exclude(slug__in=known[:1]))[0]) == len(known) - 1


def test_a_longer_value_is_not_cut_to_the_length_of_the_column(staff):
    known = Agency.objects.values_list("slug", flat=True).first()
    longest = Agency._meta.get_field("slug").max_length
    row = Agency(slug="x" * longest, name="x", kind="police")
    row.save()
    assert list(Agency.objects.filter(slug__in=["x" * (longest + 1), known]).values_list("slug", flat=True)) == [known]


def test_related_rows_are_found_by_their_keys_and_as_objects(staff):
    posting = Posting.objects.select_related("agency").first()
    for given in ([posting.agency_id], [posting.agency]):
        query = Posting.objects.filter(agency__in=given)
        assert "ANY(" in query.query.sql_with_params()[0]
        assert posting in query
    assert posting in Posting.objects.filter(agency__in=Agency.objects.filter(pk=posting.agency_id))
    with pytest.raises(ValueError, match="Field"):
        list(Posting.objects.filter(pk__in=["no number"]))


def test_the_workers_that_make_pages_keep_one_plan_for_each_question_but_where_it_is_made_anew(database, monkeypatch):
    def mode() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            return cursor.fetchone()[0]

    assert mode() == "auto"
    connection.close()
    monkeypatch.setattr(base.DatabaseWrapper, "plans_kept", True)
    with transaction.atomic():
        assert mode() == "force_generic_plan"
        with plans.anew():
            assert mode() == "force_custom_plan"
        assert mode() == "force_generic_plan"
    connection.close()


def test_more_statements_stay_prepared_than_the_pages_have(database):
    connection.ensure_connection()
    assert connection.connection.prepared_max == base.PREPARED
