"""Single sign-on: an agency's own issuer says who somebody is (OpenID Connect, authorization code with PKCE). It makes nobody a member of
staff, and vouches for nobody of an agency for which it was not set up."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749.errors import OAuth2Error
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from joserfc.errors import JoseError

from safehold.access.models import User
from safehold.access.signing_in import acts, entering, homes, subjects
from safehold.access.signing_in.entering import SignInRefused

SECONDS = 10
# What an issuer may sign by. What it says of itself is never believed so far that nothing, or our own secret, would do.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
FAULTS = (OAuthError, OAuth2Error, JoseError, requests.RequestException, RuntimeError, ValueError, TypeError, KeyError)

_UNKNOWN = "{} knows you, and Safehold does not by that account. Ask your administrator."


class NotSetUp(Exception):
    """There is no single sign-on here."""


class NotLedOn(OAuth2Session):
    """Asks the issuer that was named, and nobody to whom its answer leads."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.max_redirects = 0


class Account(DjangoOAuth2App):
    client_cls = NotLedOn


def called() -> str:
    """What its button says; nothing where there is none."""
    return settings.SAFEHOLD_OIDC.get("name", "") if settings.SAFEHOLD_OIDC.get("issuer") else ""


def begin(request: HttpRequest) -> HttpResponse:
    """To the issuer's page. Raises NotSetUp, SignInRefused."""
    client = _client()
    back = request.build_absolute_uri(reverse("single-sign-on"))
    try:
        answer: HttpResponse = client.authorize_redirect(request, back)
    except FAULTS as error:
        raise SignInRefused(f"{called()}: no answer just now. Sign in with your password.") from error
    return answer


def come_back(request: HttpRequest) -> User:
    """Whom the issuer named, half signed in or, where it asked for two things itself, wholly. Raises NotSetUp, SignInRefused."""
    client, wanted = _client(), settings.SAFEHOLD_OIDC
    claims_options = {"iss": {"essential": True, "value": wanted["issuer"]}, "aud": {"essential": True, "value": wanted["client_id"]}}
    try:
        metadata = client.load_server_metadata()
        if metadata.get("issuer") != wanted["issuer"]:
            raise ValueError("it calls itself otherwise")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
        claims = client.authorize_access_token(request, claims_options=claims_options).get("userinfo")
    except FAULTS as error:
        raise SignInRefused(f"{called()} did not say who you are. Try again, or sign in with your password.") from error
    user = _named(claims or {}, wanted)
    try:
        subjects.bind(user, wanted["issuer"], claims.get("sub"))
    except subjects.AnotherAccount as error:
        acts.doubted(request, user, "another_account")
        raise SignInRefused(_UNKNOWN.format(called())) from error
    entering.by_issuer(request, user, two=_asked_for_two(claims))
    return user


def _named(claims: Mapping[str, Any], wanted: Mapping[str, str]) -> User:
    number = claims.get(wanted["claim"])
    user = User.objects.filter(staff_id=number, is_active=True).first() if isinstance(number, str) and number else None
    vouched = {slug.strip() for slug in wanted["agencies"].split(",") if slug.strip()}
    if user is None or not {each.agency_id for each in homes.standing(user)} <= vouched:
        raise SignInRefused(_UNKNOWN.format(called()))
    return user


def _asked_for_two(claims: Mapping[str, Any]) -> bool:
    """RFC 8176: the methods by which the issuer recognised them are more than one."""
    said = claims.get("amr")
    return isinstance(said, list) and "mfa" in said


def _client() -> Any:
    wanted = settings.SAFEHOLD_OIDC
    if not called():
        raise NotSetUp
    return _made(wanted["issuer"], wanted["client_id"], wanted["client_secret"], bool(settings.DEMONSTRATION or settings.DEBUG))


@lru_cache(maxsize=2)
def _made(issuer: str, client_id: str, client_secret: str, here: bool) -> Any:
    if not (urlsplit(issuer).scheme == "https" or (here and urlsplit(issuer).hostname in ("127.0.0.1", "localhost"))):
        raise NotSetUp("an issuer is asked over TLS")
    return OAuth().register(
        "single_sign_on",
        client_cls=Account,
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
