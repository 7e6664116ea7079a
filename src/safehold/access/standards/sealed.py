"""Who staff are at home, encrypted, and what they are found by, as keyed digests: by keys that the database does not hold. They are made of
SAFEHOLD_FACTOR_KEYS, for this use alone."""

import hmac
from collections.abc import Iterable

import msgspec

from safehold.access.keyring import Keyring, secrets_for

_RING = Keyring(b"safehold: staff as people, 1", "what is kept of a member of staff", "person")
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


def seal(staff_id: str, home: AtHome) -> str:
    """In another's row it does not open. Raises NoKey."""
    return _RING.seal(_whose(staff_id), msgspec.json.encode(home))


def unseal(staff_id: str, sealed: str) -> AtHome:
    """Raises NoKey."""
    return msgspec.json.decode(_RING.unseal(_whose(staff_id), sealed), type=AtHome)


def digests(keys: Iterable[int], *, newest: bool = False) -> dict[bytes, int]:
    """Of blocking keys, by every key that is set, or by the newest alone: under which somebody is kept. Raises NoKey."""
    secrets = secrets_for(_FINDING)[: 1 if newest else None]
    return {hmac.digest(secret, b"%d" % key, "sha256")[:_DIGEST]: key for key in keys for secret in secrets}


def _whose(staff_id: str) -> str:
    return staff_id.replace(":", "%3A")
