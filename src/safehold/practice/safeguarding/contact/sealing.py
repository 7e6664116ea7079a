"""What is written to a victim, and whereto, sealed for the agency that writes it: the database never holds it in plain."""

import msgspec

from safehold.access.keyring import Keyring

_RING = Keyring(b"safehold: messages to victims, 1", "a message", "agency")
sealed_anew = _RING.sealed_anew


class Letter(msgspec.Struct, frozen=True):
    """What leaves: `days` and the times are when it may arrive."""

    whereto: str
    subject: str
    text: str
    name: str = ""
    days: tuple[str, ...] = ()
    from_time: str = ""
    until_time: str = ""


def seal(agency: str, letter: Letter) -> str:
    """Raises NoKey."""
    return _RING.seal(agency, msgspec.json.encode(letter))


def unseal(agency: str, sealed: str) -> Letter:
    """Raises NoKey; also for what was sealed for another agency."""
    return msgspec.json.decode(_RING.unseal(agency, sealed), type=Letter)
