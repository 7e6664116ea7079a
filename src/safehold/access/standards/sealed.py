"""Who staff are at home, encrypted, and what they are found by, as keyed digests: by keys that the database does not hold. They are made of
SAFEHOLD_FACTOR_KEYS, for this use alone."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from safehold.access.signing_in.sealing import SHORTEST, NoKey

_FOR = b"safehold: staff as people, 1"
_FINDING = b"safehold: what staff are found by, 1"
_DIGEST = 16  # bytes


class AtHome(msgspec.Struct, frozen=True):
    """As an employer knows somebody: whatever is unknown is empty. `names` are other and previous names, whole."""

    given_name: str = ""
    family_name: str = ""
    names: tuple[str, ...] = ()
    date_of_birth: str = ""
    sex: str = ""
    address: str = ""
    postcode: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""


class _Ring(NamedTuple):
    sealing: MultiFernet
    finding: tuple[bytes, ...]


def seal(staff_id: str, home: AtHome) -> str:
    """In another's row it does not open. Raises NoKey."""
    return _ring().sealing.encrypt(staff_id.encode() + b"\0" + msgspec.json.encode(home)).decode()


def unseal(staff_id: str, sealed: str) -> AtHome:
    """Raises NoKey."""
    try:
        whose, _, said = _ring().sealing.decrypt(sealed.encode()).partition(b"\0")
    except InvalidToken as error:
        raise NoKey("No key of SAFEHOLD_FACTOR_KEYS opens what is kept of this member of staff.") from error
    if whose.decode() != staff_id:
        raise NoKey("What is kept of this member of staff is another's.")
    return msgspec.json.decode(said, type=AtHome)


def digests(keys: Iterable[int], *, newest: bool = False) -> dict[bytes, int]:
    """Of blocking keys, by every key that is set, or by the newest alone: under which somebody is kept. Raises NoKey."""
    secrets = _ring().finding[:1] if newest else _ring().finding
    return {hmac.digest(secret, b"%d" % key, "sha256")[:_DIGEST]: key for key in keys for secret in secrets}


def _ring() -> _Ring:
    return _made(settings.SAFEHOLD_FACTOR_KEYS)


@lru_cache(maxsize=8)
def _made(text: str) -> _Ring:
    keys = [key.strip().encode() for key in text.split(",") if key.strip()]
    if not keys or min(map(len, keys)) < SHORTEST:
        raise NoKey(f"SAFEHOLD_FACTOR_KEYS needs keys of at least {SHORTEST} characters each, parted by commas.")
    sealing = MultiFernet([Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, _FOR).derive(key))) for key in keys])
    return _Ring(sealing, tuple(HKDF(SHA256(), 32, None, _FINDING).derive(key) for key in keys))
