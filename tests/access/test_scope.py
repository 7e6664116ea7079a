import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from safehold.access import context
from safehold.access.reading import checking, matching
from safehold.access.scope import ElsewhereRun, OnlyRead, ScopedQuerySet, Unscoped
from safehold.chronology.session import recorder
from safehold.database import narrowed
from safehold.identity.models import Case
from safehold.practice.response.models import Call


@pytest.fixture
def cases(viewer_as, owner):
    """Two cases, one with Northshire Police and its advocates and one with Southmere Police."""
    owner.execute("INSERT INTO identity_case (id, victim_id, relation, first_at, last_at, events, agencies) VALUES"
                  " ('1', 1, '', 0, 0, 1, '{}'), ('2', 2, '', 0, 0, 1, '{}')")  # fmt: skip
    owner.execute("INSERT INTO identity_case_agency VALUES ('1', 'northshire-police'), ('1', 'northshire-idva'), ('2', 'southmere-police')")
    owner.commit()


def seen(viewer):
    return {case.id for case in Case.objects.for_viewer(viewer)}


@pytest.mark.parametrize(
    "use",
    [
        lambda: list(Case.objects.all()),
        lambda: Case.objects.filter(events=1).count(),
        lambda: Case.objects.filter(events=1).exists(),
        lambda: Case.objects.get(id="1"),
        lambda: Case.objects.filter(id="1").first(),
        lambda: Case.objects.values_list("id").order_by("id")[0],
        lambda: Case.objects.aggregate(n=Count("id")),
        lambda: list(Case.objects.iterator()),
        lambda: Case.objects.in_bulk(["1"]),
        lambda: list(Case.objects.raw("SELECT * FROM identity_case")),
        lambda: list(Call.objects.filter(case_id__in=Case.objects.values("id"))),
        lambda: list(Case.objects.all().union(Case.objects.all())),
        lambda: list(Case.objects.values("id").distinct()),
    ],
)
def test_a_query_that_no_viewer_has_narrowed_never_runs(database, use):
    with pytest.raises(Unscoped, match=r"objects was used without \.for_viewer"):
        use()


@pytest.mark.parametrize(
    "write",
    [
        lambda found: found.update(events=2),
        lambda found: found.filter(id="1").delete(),
        lambda found: found.create(id="3", victim_id=3),
        lambda found: found.bulk_create([Case(id="3", victim_id=3)]),
        lambda found: found.get_or_create(id="3"),
    ],
)
def test_what_pages_read_they_cannot_write(viewer_as, write):
    with pytest.raises(OnlyRead):
        write(Case.objects)
    with pytest.raises(OnlyRead):
        write(Case.objects.for_viewer(viewer_as("idva")))


def test_a_viewer_sees_the_cases_in_which_their_agency_is_involved(cases, viewer_as):
    assert seen(viewer_as("investigator")) == {"1"}
    assert seen(viewer_as("idva")) == {"1"}
    assert seen(viewer_as("investigator", "southmere-police")) == {"2"}
    assert seen(viewer_as("prosecutor")) == set()


def test_a_role_without_cases_sees_none_of_its_own_agency(cases, viewer_as):
    assert seen(viewer_as("call_handler")) == set()
    assert seen(viewer_as("administrator")) == set()


def test_a_restricted_case_is_seen_by_the_named_staff_only(cases, viewer_as, owner):
    named = viewer_as("da_specialist")
    owner.execute("INSERT INTO identity_restriction (case_id, staff_ids) VALUES ('1', %s)", [[named.staff_id]])
    owner.commit()
    assert seen(named) == {"1"}
    assert seen(viewer_as("investigator")) == set()


def test_the_two_doors_of_the_viewer_stay_narrowed_when_built_upon(cases, viewer_as):
    narrowed = Case.objects.for_viewer(viewer_as("idva"))
    assert narrowed.filter(id="2").count() == 0
    assert narrowed.exclude(id="9").order_by("-id").values_list("id", flat=True)[0] == "1"


def test_reading_for_a_viewer_is_remembered_until_the_look_is_logged(cases, viewer_as):
    viewer = viewer_as("idva")
    Case.objects.for_viewer(viewer)
    assert viewer.trace.read == {"Case"}
    assert not viewer.trace.looked


@pytest.fixture
def requested(cases, viewer_as):
    """Somebody of Northshire's, in the transaction of a request."""
    viewer = viewer_as("investigator")
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        yield viewer


def test_in_a_request_of_theirs_the_database_alone_narrows(requested):
    with CaptureQueriesContext(connection) as asked:
        assert seen(requested) == {"1"}
    assert "EXISTS" not in asked[0]["sql"]


def test_for_another_viewer_than_who_asks_both_narrow(requested, viewer_as):
    assert seen(viewer_as("investigator", "southmere-police")) == seen(viewer_as("idva")) == set()


@pytest.mark.parametrize("other", [matching, checking, recorder])
def test_what_the_database_was_to_narrow_does_not_run_as_another_role(requested, other):
    built = Case.objects.for_viewer(requested)
    with other():
        for run in (list, ScopedQuerySet.count, ScopedQuerySet.exists):
            with pytest.raises(ElsewhereRun, match="as another role or in another transaction"):
                run(built.all())
        with pytest.raises(ElsewhereRun):
            list(built.union(built))
        with pytest.raises(ElsewhereRun):
            list(Call.objects.for_viewer(requested).filter(case_id__in=built))
    assert {case.id for case in built} == {"1"}


def test_nor_after_the_request_or_on_another_connection(cases, viewer_as):
    viewer = viewer_as("investigator")
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        built = Case.objects.for_viewer(viewer)
        with pytest.raises(ElsewhereRun):
            list(built.using("owner"))
    for run in (list, ScopedQuerySet.count):
        with pytest.raises(ElsewhereRun):
            run(built)
    assert seen(viewer) == {"1"}


def test_naming_a_viewer_outside_a_request_leaves_django_to_narrow(cases, viewer_as):
    viewer = viewer_as("investigator")
    with transaction.atomic():
        context.enter(viewer)
    assert seen(viewer) == {"1"}
