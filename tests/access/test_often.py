"""Questions that are put together once find what they would find if they were put together each time, for each viewer."""

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from safehold.access import context
from safehold.access.models import User
from safehold.access.often import Often
from safehold.access.reading import matching
from safehold.access.scope import ElsewhereRun
from safehold.database import narrowed
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation


@pytest.fixture
def cases(owner):
    owner.execute("INSERT INTO identity_case (id, victim_id, suspect_id, relation, first_at, last_at, events, agencies) VALUES"
                  " ('1', 1, NULL, 'partner', 0, 5, 1, '{northshire-police}'), ('2', 2, NULL, '', 0, 0, 1, '{}'),"
                  " ('3-4', 3, 4, '', 0, 9, 1, '{}')")  # fmt: skip
    owner.execute("INSERT INTO identity_case_agency VALUES ('1', 'northshire-police'), ('1', 'northshire-idva'),"
                  " ('2', 'southmere-police'), ('3-4', 'northshire-police')")  # fmt: skip
    owner.commit()


def fresh():
    return Often(lambda of, ids, least: of(Case).filter(id__in=ids, last_at__gte=least).order_by("-last_at"))


def asked(question, viewer, **about):
    """As in the viewer's own request, with what it asked the database and what the request notes."""
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        return question.all(viewer, **about)


def test_it_finds_what_the_viewer_sees_and_notes_that_it_was_read_whoever_asked_first(cases, viewer_as):
    question, every = fresh(), ["1", "2", "3-4"]
    of_police, of_advocates = viewer_as("investigator"), viewer_as("idva")
    assert [each.id for each in asked(question, of_police, ids=every, least=0)] == ["3-4", "1"]
    assert [each.id for each in asked(question, of_advocates, ids=every, least=0)] == ["1"]
    assert "Case" in of_police.trace.read
    assert "Case" in of_advocates.trace.read
    assert [each.id for each in asked(question, of_police, ids=["1"], least=5)] == ["1"]
    assert asked(question, of_police, ids=["1"], least=6) == []
    assert asked(question, of_police, ids=[], least=0) == []
    (one,) = asked(question, of_advocates, ids=["1"], least=0)
    assert (one.victim_id, one.suspect_id, one.relation, one.agencies) == (1, None, "partner", ["northshire-police"])


def test_outside_the_viewers_request_and_as_another_role_it_is_narrowed_as_ever(cases, viewer_as):
    question, viewer = fresh(), viewer_as("idva")
    asked(question, viewer, ids=["1"], least=0)
    assert [each.id for each in question.all(viewer, ids=["1", "2", "3-4"], least=0)] == ["1"]
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        with matching():
            assert [each.id for each in question.all(viewer, ids=["1", "2", "3-4"], least=0)] == ["1"]
        context.enter(viewer_as("investigator"))
        assert question.all(viewer, ids=["1", "2", "3-4"], least=0) == []  # both narrow


def test_many_by_their_numbers_are_one_question_and_one_that_is_narrowed_further_stays_so(cases, viewer_as):
    viewer = viewer_as("investigator")
    with transaction.atomic(), narrowed.request():
        context.enter(viewer)
        seen = Case.objects.for_viewer(viewer)
        assert set(seen.in_bulk(["1", "2", "3-4", None])) == {"1", "3-4"}
        assert set(seen.filter(last_at__gt=5).in_bulk(["1", "2", "3-4"])) == {"3-4"}
        assert set(seen.exclude(id="1").in_bulk(["1", "3-4"])) == {"3-4"}
        assert seen.in_bulk([]) == {}
        with CaptureQueriesContext(connection) as queries:
            assert seen.only("id").in_bulk(["1"])["1"].get_deferred_fields()
        assert len(queries) == 1
        with pytest.raises(ElsewhereRun):
            seen.using("owner").in_bulk(["1"])
        with matching(), pytest.raises(ElsewhereRun):
            seen.in_bulk(["1"])


def test_what_is_not_narrowed_by_the_database_alone_is_refused(viewer_as):
    question = Often(lambda of, cases: of(Obligation).filter(cases__overlap=cases))
    with pytest.raises(TypeError, match="narrowed by the database"):
        asked(question, viewer_as("investigator"), cases=["1"])


def test_a_question_that_looks_at_what_is_asked_about_is_refused(viewer_as):
    question = Often(lambda of, victim: of(Case).filter(Q(victim_id=1) if victim == 1 else Q(victim_id=2)))
    with pytest.raises(TypeError, match="not in the question"):
        asked(question, viewer_as("investigator"), victim=1)


def test_nobody_asks_for_what_is_only_for_those_who_may_see_it(database):
    with pytest.raises(TypeError, match="by nobody"):
        Often(lambda of, ids: of(Case).filter(id__in=ids)).all(None, ids=["1"])


def test_who_has_signed_in_is_found_by_their_number(staff):
    someone = User.objects.exclude(staff_id="").first()
    assert User.objects.get(pk=someone.pk).staff_id == someone.staff_id
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=0)
