import pytest

from safehold.access.joining import NotAdded, add_agency, leave, post
from safehold.access.models import Agency, Posting, User
from safehold.access.postings import postings_of

PASSWORD = "three-plain-words"


@pytest.fixture
def police(database):
    add_agency("weir-police", name="Weir Police", kind="police", area="Weir")


def test_an_agency_is_added_once_and_brought_up_to_date(police):
    assert add_agency("weir-police", name="Weir Valley Police", kind="police", area="Weir") is False
    assert Agency.objects.get().name == "Weir Valley Police"


def test_somebody_new_is_added_with_a_password_and_can_sign_in(police, client):
    assert post("W1", agency="weir-police", role="idva", name="Ada Weir", password=PASSWORD)
    assert client.post("/sign-in", {"staff_id": "W1", "password": PASSWORD}).status_code == 302


def test_somebody_known_is_given_a_second_posting_and_keeps_the_password(police):
    post("W1", agency="weir-police", role="idva", name="Ada Weir", password=PASSWORD)
    assert post("W1", agency="weir-police", role="investigator") is False
    user = User.objects.get()
    assert sorted(one.role for one in postings_of(user)) == ["idva", "investigator"]
    assert user.check_password(PASSWORD)


def test_the_same_posting_twice_is_one(police):
    for _ in range(2):
        post("W1", agency="weir-police", role="idva", name="Ada Weir", password=PASSWORD)
    assert Posting.objects.count() == 1


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"agency": "nowhere"}, "no agency is called 'nowhere': add it first"),
        ({"role": "wizard"}, "no role is called 'wizard': call_handler, dispatcher"),
        ({"name": " "}, "W1 is new: give a name"),
        ({"password": "short"}, "a password has at least 12 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(police, wish, said):
    with pytest.raises(NotAdded, match=said):
        post("W1", **{"agency": "weir-police", "role": "idva", "name": "Ada Weir", "password": PASSWORD} | wish)
    assert not User.objects.exists()


@pytest.mark.parametrize(("slug", "kind"), [("Weir Police", "police"), ("weir-police", "castle"), ("weir-police\n", "police")])
def test_an_agency_that_events_could_not_name_is_refused(database, slug, kind):
    with pytest.raises(NotAdded):
        add_agency(slug, name="Weir Police", kind=kind, area="Weir")


def test_somebody_who_leaves_is_signed_out_at_once_and_signs_in_no_more(police, client):
    post("W1", agency="weir-police", role="idva", name="Ada Weir", password=PASSWORD)
    client.post("/sign-in", {"staff_id": "W1", "password": PASSWORD})
    leave("W1")
    assert client.get("/styleguide").status_code == 302
    assert client.post("/sign-in", {"staff_id": "W1", "password": PASSWORD}).status_code == 422
    with pytest.raises(NotAdded, match="nobody here has the number W2"):
        leave("W2")


def test_somebody_who_comes_back_is_posted_anew(police, client):
    post("W1", agency="weir-police", role="idva", name="Ada Weir", password=PASSWORD)
    leave("W1")
    post("W1", agency="weir-police", role="idva")
    assert client.post("/sign-in", {"staff_id": "W1", "password": PASSWORD}).status_code == 302
