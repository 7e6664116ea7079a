"""Forms that could not be taken as they came: kept for minutes in the browser's session, encrypted for the one member of staff who typed
them, and given back to nobody else. A session may change hands at a shared desk; what was kept in it does not."""

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from safehold.access.models import Posting
from safehold.access.signing_in import half
from safehold.web.kept.fields import CALLS, NEVER, carried
from safehold.web.within import within

KEY = "kept"
SECONDS = 30 * 60
LONGEST, MOST = 200_000, 5
_FOR = b"safehold: forms that wait, 1"


class Form(msgspec.Struct, frozen=True):
    """`posting` is the one that the form was opened in, `back` the page that it stood on."""

    user: int
    posting: int
    why: str
    address: str
    fields: list[tuple[str, str]]
    back: str
    at: float

    @property
    def path(self) -> str:
        return self.address.partition("?")[0]


def keep(request: HttpRequest, posting: Posting, why: str) -> str:
    """Where the form that was sent waits from now; nothing where it may not be kept, as a password may not, or is too long."""
    form = form_of(request, posting.user_id, posting.pk, why)
    if form is None:
        return ""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in CALLS and (CALLS[name] or request.headers.get("X-Safehold-Part")):
        fields = [*((name, value) for name, value in form.fields if name != "do"), ("do", "find")]
        form = msgspec.structs.replace(form, address=reverse("call-act"), fields=fields)
    return put(request, form)


def form_of(request: HttpRequest, user_id: int, posting_id: int, why: str) -> Form | None:
    """What was sent, where it may be kept at all."""
    match = request.resolver_match
    fields = carried(request)
    if match is None or match.view_name in NEVER or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return None
    back = within(request, request.headers.get("Referer", "").removeprefix(f"{request.scheme}://{request.get_host()}"))
    return Form(user_id, posting_id, why, request.get_full_path(), fields, back, time.time())


def put(request: HttpRequest, form: Form) -> str:
    drop_same(request, form)
    held = dict(list(_held(request).items())[1 - MOST :])
    key = secrets.token_urlsafe(12)
    request.session[KEY] = held | {key: sealed(form)}
    if not request.user.is_authenticated:
        half.briefly(request)
    return reverse(KEY, args=[key])


def sealed(form: Form) -> str:
    return _box().encrypt(msgspec.json.encode(form)).decode()


def opened(request: HttpRequest, user_id: int, key: str) -> Form | None:
    """None where nothing waits under that name for this person."""
    sealed = _held(request).get(key)
    return unsealed(sealed, user_id) if sealed else None


def waiting(request: HttpRequest, user_id: int) -> str:
    """Where the latest form of theirs waits, or nothing. What is another's, or too old, is gone."""
    if KEY not in request.session:
        return ""
    held = _held(request)
    theirs = {key: sealed for key, sealed in held.items() if unsealed(sealed, user_id)}
    if len(theirs) < len(held):
        _put(request, theirs)
    return reverse(KEY, args=[list(theirs)[-1]]) if theirs else ""


def drop(request: HttpRequest, key: str) -> None:
    held = _held(request)
    if held.pop(key, None):
        _put(request, held)


def drop_same(request: HttpRequest, form: Form) -> None:
    """What was kept of the same call before: it is typed on and on."""
    for key, other in list(_forms(request, form.user)):
        if call_of(other.fields) and call_of(other.fields) == call_of(form.fields):
            drop(request, key)


def drop_call(request: HttpRequest, user_id: int, call: str) -> None:
    for key, other in list(_forms(request, user_id)):
        if call_of(other.fields) == call:
            drop(request, key)


def call_of(fields: list[tuple[str, str]]) -> str:
    return dict(fields).get("call", "")


def _forms(request: HttpRequest, user_id: int) -> Iterator[tuple[str, Form]]:
    return ((key, form) for key, sealed in _held(request).items() if (form := unsealed(sealed, user_id)))


def _held(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(KEY, {}))


def _put(request: HttpRequest, held: dict[str, str]) -> None:
    if held:
        request.session[KEY] = held
    else:
        request.session.pop(KEY, None)


def unsealed(sealed: str, user_id: int) -> Form | None:
    try:
        form = msgspec.json.decode(_box().decrypt(sealed.encode(), ttl=SECONDS), type=Form)
    except InvalidToken:
        return None
    return form if form.user == user_id else None


def _box() -> Fernet:
    return _made(settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _made(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, _FOR).derive(key.encode())))
