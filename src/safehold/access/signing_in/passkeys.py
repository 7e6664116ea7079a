"""Passkeys: the browser proves that somebody has theirs, and its own lock that it is they. All of WebAuthn is the library's."""

import json
import struct
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from safehold.access.models import User
from safehold.access.signing_in import acts
from safehold.access.signing_in.members import member
from safehold.access.signing_in.models import Passkey

STATE = "passkey"
VERIFIED = UserVerificationRequirement.REQUIRED  # so that a passkey alone is two things: having it, and its lock
MOST = 10
# What the library raises of what is not WebAuthn at all.
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, struct.error, UnsupportedAlgorithm)


class BadPasskey(Exception):
    """The browser's answer proves nothing; the message may be shown."""


def offer_new(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    held = [AttestedCredentialData(bytes(each.public)) for each in Passkey.objects.filter(user=user)]
    whom = PublicKeyCredentialUserEntity(id=bytes(member(user).handle), name=user.staff_id, display_name=user.display_name)
    options, state = _server(request).register_begin(
        whom, held, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
    )
    request.session[STATE] = state
    return dict(options)


def add(request: HttpRequest, user: User, answer: str, name: str) -> Passkey:
    """`answer` is what the browser made, as JSON. Raises BadPasskey."""
    data: AuthenticatorData = _checked(lambda state: _server(request).register_complete(state, json.loads(answer)), request)
    credential = data.credential_data
    if credential is None or Passkey.objects.filter(credential_id=credential.credential_id).exists():
        raise BadPasskey("no credential, or one that is known already")
    if Passkey.objects.filter(user=user).count() >= MOST:
        raise BadPasskey(f"more than {MOST}")
    added = Passkey.objects.create(
        user=user,
        credential_id=credential.credential_id,
        public=bytes(credential),
        counter=data.counter,
        name=name.strip()[:60] or f"{timezone.localdate():%-d %B %Y}",
        added=timezone.now(),
    )
    acts.own(request, user, "passkey_added", added.name)
    return added


def ask(request: HttpRequest, user: User | None = None) -> dict[str, Any]:
    """What the browser needs to show a passkey: one of somebody's or, where nobody has said who they are, any."""
    held = [AttestedCredentialData(bytes(each.public)) for each in Passkey.objects.filter(user=user)] if user else []
    options, state = _server(request).authenticate_begin(held or None, user_verification=VERIFIED)
    request.session[STATE] = state
    return dict(options)


def shown(request: HttpRequest, answer: str) -> Passkey:
    """The passkey that was shown; whose it is, it says. Raises BadPasskey."""

    def check(state: Any) -> tuple[Passkey, int]:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        passkey = Passkey.objects.select_related("user").get(credential_id=given.raw_id)
        if given.response.user_handle is not None and given.response.user_handle != bytes(member(passkey.user).handle):
            raise BadPasskey("it is said to be another's")
        _server(request).authenticate_complete(state, [AttestedCredentialData(bytes(passkey.public))], given)
        return passkey, given.response.authenticator_data.counter

    passkey, counter = _checked(check, request)
    standing = Passkey.objects.filter(pk=passkey.pk)
    if counter or passkey.counter:  # neither counts where the authenticator does not
        standing = standing.filter(counter__lt=counter)
    if not standing.update(counter=counter, used=timezone.now()):
        acts.doubted(request, passkey.user, "passkey_doubted", passkey.name)
        raise BadPasskey("its counter went back, as a copy's would")
    return passkey


def remove(request: HttpRequest, user: User, number: int) -> bool:
    gone = Passkey.objects.filter(pk=number, user=user).first()
    if gone is None:
        return False
    gone.delete()
    acts.own(request, user, "passkey_removed", gone.name)
    return True


def possible(request: HttpRequest) -> bool:
    """A passkey is of a name, and never of a bare address."""
    return not split_domain_port(request.get_host())[0].strip("[]").replace(".", "").replace(":", "").isdigit()


def _checked(check: Callable[[Any], Any], request: HttpRequest) -> Any:
    """What was asked is asked once: an answer to it counts the first time, right or wrong."""
    state = request.session.pop(STATE, None)
    if state is None:
        raise BadPasskey("nothing was asked")
    try:
        return check(state)
    except (*MALFORMED, Passkey.DoesNotExist) as error:
        raise BadPasskey(str(error)) from error


def _server(request: HttpRequest) -> Fido2Server:
    name = split_domain_port(request.get_host())[0]
    return Fido2Server(PublicKeyCredentialRpEntity(id=name, name="Safehold"))
