"""Single sign-on, against an issuer of the test's own: it says who somebody is, and no more."""

import pytest

from access.signing_in.issuer import serving, unsigned
from access.signing_in.test_second_factor import out, signed_in, with_app
from safehold.access import joining
from safehold.access.models import User
from safehold.access.signing_in import recovery, single_sign_on
from safehold.access.signing_in.models import Act, SignedIn

NUMBER = "npol-i-104"


@pytest.fixture
def issuer(staff, settings, in_earnest):
    with serving() as found:
        settings.SAFEHOLD_OIDC = {
            "issuer": found.address,
            "client_id": "safehold",
            "client_secret": "secret of thirty-two characters!",
            "claim": "staff_number",
            "agencies": "northshire-police, northshire-csp",
            "name": "Northshire Police account",
        }
        found.claims = {"staff_number": NUMBER, "amr": ["pwd", "mfa"]}
        settings.DEBUG = True  # so that an issuer without TLS is asked, on this machine alone
        yield found


def come_back(client, issuer, next="/work/"):
    there = client.get(f"/sign-in/single?next={next}", secure=True)
    assert there["Location"].startswith(f"{issuer.address}/authorize?")
    return client.get(issuer.sign_in(there["Location"]), secure=True)


def test_the_issuer_names_somebody_who_showed_it_two_things_and_they_are_in(client, issuer):
    assert "Northshire Police account" in client.get("/sign-in", secure=True).text
    assert come_back(client, issuer)["Location"] == "/work/"
    assert signed_in(client)
    assert SignedIn.objects.get().how == "single sign-on"


def test_the_code_is_exchanged_with_pkce_and_an_answer_of_ones_own(client, issuer):
    come_back(client, issuer)
    assert issuer.asked["response_type"] == "code"
    assert issuer.asked["code_challenge_method"] == "S256"
    assert issuer.asked["redirect_uri"] == "https://testserver/sign-in/single"
    assert len(issuer.exchanged[0]["code_verifier"]) >= 43
    assert len(issuer.asked["nonce"]) >= 20


@pytest.mark.parametrize("amr", [None, ["pwd"], []])
def test_where_the_issuer_did_not_ask_for_two_things_safehold_asks_for_its_own(client, issuer, amr):
    issuer.claims["amr"] = amr
    assert come_back(client, issuer)["Location"] == "/sign-in/set-up?next=%2Fwork%2F"
    assert not signed_in(client)


def test_whoever_has_a_second_thing_here_shows_it(client, issuer, staff, member_of):
    with_app(client, staff, member_of("investigator"))
    out(client)
    issuer.claims["amr"] = None
    assert come_back(client, issuer)["Location"].startswith("/sign-in/second")


@pytest.mark.parametrize("number", ["npol-i-999", "", None, 7, ["npol-i-104"], {"a": 1}])
def test_nobody_is_added_whom_safehold_does_not_know(client, issuer, number):
    before = User.objects.count()
    issuer.claims["staff_number"] = number
    assert come_back(client, issuer).status_code == 422
    assert not signed_in(client)
    assert User.objects.count() == before


def test_an_issuer_vouches_for_nobody_of_another_agency(client, issuer):
    issuer.claims["staff_number"] = "nidv-i-104"
    assert come_back(client, issuer).status_code == 422
    joining.post("npol-ch-104", agency="northshire-idva", role="idva")
    issuer.claims["staff_number"] = "npol-ch-104"
    assert come_back(client, issuer).status_code == 422


def test_whoever_has_left_is_not_let_in(client, issuer):
    joining.leave(NUMBER)
    assert come_back(client, issuer).status_code == 422


WRONG = (("iss", "https://issuer.example.org"), ("aud", "another"), ("exp", 1), ("nonce", "another"), ("amr", "mfa"))


@pytest.mark.parametrize("wrong", [*WRONG, *((name, None) for name in ("iss", "aud", "exp", "nonce"))], ids=str)
def test_what_the_issuer_says_must_be_said_by_it_to_us_now_and_in_answer(client, issuer, wrong):
    issuer.wrong = dict([wrong])
    assert come_back(client, issuer).status_code == 422
    assert not signed_in(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_what_nobody_signed_or_our_own_secret_did_is_not_believed(client, issuer, algorithm):
    unsigned(issuer, algorithm)
    assert come_back(client, issuer).status_code == 422


def test_a_key_that_is_not_the_issuers_is_not_believed(client, issuer):
    from joserfc.jwk import RSAKey

    issuer.key = RSAKey.generate_key(2048, {"kid": "1"})
    assert come_back(client, issuer).status_code == 422


@pytest.mark.parametrize("query", ["code=a-code&state=another", "code=a-code", "state=", "error=access_denied", "code=&state="])
def test_what_nobody_asked_for_is_not_taken(client, issuer, query):
    client.get("/sign-in/single", secure=True)
    assert client.get(f"/sign-in/single?{query}", secure=True).status_code in (302, 422)
    assert not signed_in(client)


def test_an_answer_counts_once_and_in_the_browser_that_asked(client, issuer):
    back = issuer.sign_in(client.get("/sign-in/single", secure=True)["Location"])
    assert client.__class__().get(back, secure=True).status_code == 422
    assert client.get(back, secure=True).status_code == 302
    out(client)
    assert client.get(back, secure=True).status_code == 422


def test_where_none_is_set_up_there_is_none(staff, client):
    assert client.get("/sign-in/single").status_code == 404


def test_in_earnest_an_issuer_is_asked_over_tls_alone(client, issuer, settings):
    settings.DEBUG = False
    assert client.get("/sign-in/single", secure=True).status_code == 404


def test_an_issuer_that_does_not_answer_leaves_the_password(client, issuer, settings):
    settings.SAFEHOLD_OIDC = settings.SAFEHOLD_OIDC | {"issuer": "http://127.0.0.1:9"}
    page = client.get("/sign-in/single", secure=True)
    assert page.status_code == 422
    assert "Sign in with your password" in page.text


def led_elsewhere(issuer, monkeypatch, path):
    """As if the issuer sent whoever asks for one of its addresses on to another, where all is as it should be."""
    as_it_is = issuer.answer

    def answer(asked, form):
        return (302, {"to": f"/elsewhere{asked}"}) if asked == path else as_it_is(asked.replace("/elsewhere", ""), form)

    monkeypatch.setattr(issuer, "answer", answer)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_an_issuer_is_not_followed_to_where_it_leads(client, issuer, monkeypatch, path):
    back = issuer.sign_in(client.get("/sign-in/single", secure=True)["Location"])
    single_sign_on._made.cache_clear()  # so that everything is asked for anew
    led_elsewhere(issuer, monkeypatch, path)
    assert client.get(back, secure=True).status_code == 422
    assert not signed_in(client)


def test_the_account_by_which_somebody_came_first_is_the_only_one_by_which_they_come(client, issuer):
    assert come_back(client, issuer).status_code == 302
    out(client)
    issuer.claims["sub"] = "8"  # the number was given to somebody else
    refused = come_back(client, issuer)
    assert refused.status_code == 422
    assert "Safehold does not by that account" in refused.text
    assert not signed_in(client)
    assert Act.objects.filter(what="another_account", user__staff_id=NUMBER).count() == 1
    issuer.claims["sub"] = "7"
    come_back(client, issuer)
    assert "from another account than yours" in client.get("/work/", secure=True).text


def test_an_account_stands_for_one_number(client, issuer):
    come_back(client, issuer)
    out(client)
    issuer.claims["staff_number"] = "npol-ds-104"
    assert come_back(client, issuer).status_code == 422
    assert Act.objects.get(what="another_account").user.staff_id == "npol-ds-104"


@pytest.mark.parametrize("subject", ["", "x" * 256, 7])
def test_an_account_that_has_no_name_is_none(client, issuer, subject):
    issuer.claims["sub"] = subject
    assert come_back(client, issuer).status_code == 422


def test_whoever_begins_anew_may_come_by_a_new_account(client, issuer, member_of):
    come_back(client, issuer)
    out(client)
    recovery.begin_anew(member_of("investigator"))
    issuer.claims["sub"] = "8"
    assert come_back(client, issuer).status_code == 302
