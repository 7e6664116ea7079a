"""Whether a number, mailbox or address at which she is written to is on record as that of somebody who is suspected of harming her: in any
of her cases, and in whatever record of his. Asked by the runner just before a message leaves, who is told nothing more."""

from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.features import Features
from safehold.practice.safeguarding.contact.means import WHOLE_POSTCODE, close


def his_too(cursor: Any, victim: int, channel: str, whereto: str) -> bool:
    found = (msgspec.msgpack.decode(bytes(each), type=Features) for (each,) in rows(cursor, _HIS, [victim]))
    return any(_same(channel, whereto, each) for each in found)


def _same(channel: str, whereto: str, his: Features) -> bool:
    if channel == "text":
        return not set(read_phones(whereto)).isdisjoint(his.phones)
    if channel == "email":
        return bool(his.email) and read_email(whereto) == his.email
    code = close(his.place.postcode)
    return len(code) >= WHOLE_POSTCODE and code in close(whereto)


_HIS = """
SELECT q.features FROM identity_case k JOIN identity_profile q ON q.person_id = k.suspect_id WHERE k.victim_id = %s
"""
