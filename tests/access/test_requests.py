"""What surrounds every page: the transaction, the viewer and the looks."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import path

from safehold.access.looks import Look, look
from safehold.access.middleware import OnlyViewers
from safehold.access.models import SignInFailure
from safehold.access.viewer import Refused, Unlogged
from safehold.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from safehold.config.urls import urlpatterns as real
from safehold.identity.models import Case


def logged(request):
    look(request.viewer, "page", case_ids=["1"])
    return HttpResponse(f"{Case.objects.for_viewer(request.viewer).count()} cases")


def unlogged(request):
    return HttpResponse(f"{Case.objects.for_viewer(request.viewer).count()} cases")


def refused(request):
    SignInFailure.objects.create(staff_id="half done")
    raise Refused("This case is not yours.", case_ids=["1"], persons=[4])


def faulty(request):
    look(request.viewer, "page", case_ids=["1"])
    raise RuntimeError("a secret in the message")


class Broken(SimpleTemplateResponse):
    @property
    def rendered_content(self):
        raise RuntimeError("while rendering")


def broken(request):
    look(request.viewer, "page", case_ids=["1"])
    return Broken("pages/error.html")


urlpatterns = [
    *real,
    path("logged", logged),
    path("unlogged", unlogged),
    path("refused", refused),
    path("faulty", faulty),
    path("broken", broken),
]


@pytest.fixture
def signed_in(staff, client, settings):
    settings.ROOT_URLCONF = "tests.access.test_requests" if __name__.startswith("tests") else __name__
    client.post("/sign-in/as", {"staff_id": "npol-i-104"})
    client.raise_request_exception = False
    return client


def test_a_page_about_people_is_logged_and_never_kept_by_the_browser(signed_in):
    page = signed_in.get("/logged")
    assert page.text == "0 cases"
    assert page["Cache-Control"] == "no-store"
    assert Look.objects.get().page == "/logged"


def test_a_page_that_reads_peoples_records_without_logging_a_look_is_not_sent(signed_in):
    signed_in.raise_request_exception = True
    with pytest.raises(Unlogged, match="/unlogged read Case and logged no look"):
        signed_in.get("/unlogged")
    signed_in.raise_request_exception = False
    page = signed_in.get("/unlogged")
    assert page.status_code == 500
    assert "0 cases" not in page.text


def test_a_refusal_is_logged_though_what_the_page_had_done_is_undone(signed_in):
    page = signed_in.get("/refused")
    assert page.status_code == 403
    assert "This case is not yours." in page.text
    one = Look.objects.get()
    assert (one.refused, one.case_ids, one.persons, one.why) == (True, ["1"], [4], "This case is not yours.")
    assert not SignInFailure.objects.exists()


@pytest.mark.parametrize("address", ["/faulty", "/broken"])
def test_a_fault_undoes_everything_and_tells_nothing(signed_in, address):
    page = signed_in.get(address)
    assert page.status_code == 500
    assert "Something went wrong here" in page.text
    assert "secret" not in page.text
    assert not Look.objects.exists()


def test_a_request_of_no_one_has_no_viewer(rf):
    request = rf.get("/")
    request.user, request.viewer, request.session = AnonymousUser(), None, {}
    request.resolver_match = SimpleNamespace(view_name="home")
    assert OnlyViewers(lambda _: HttpResponse()).process_view(request)["Location"] == "/sign-in?next=/"
