"""Staff as their employers give them: kept sealed, compared at once with everybody on record, and what follows for cases worked out."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from safehold.access.keyring import NoKey
from safehold.access.models import Posting
from safehold.access.standards.listed import Listed
from safehold.access.standards.sealed import AtHome, digests, seal, unseal
from safehold.chronology.deriving import derive_marked, mark
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder
from safehold.identity.candidates import compared_by
from safehold.identity.keys import number
from safehold.identity.profiles import decode
from safehold.identity.score import score
from safehold.identity.staff.at_home import features_of
from safehold.identity.staff.seeing_anew import see_anew

PAGE = 200


class Loaded(NamedTuple):
    new: int = 0
    changed: int = 0
    same: int = 0

    def and_(self, other: "Loaded") -> "Loaded":
        return Loaded(self.new + other.new, self.changed + other.changed, self.same + other.same)


def load(listed: Iterable[Listed], progress: Callable[[int], None] = lambda _: None) -> Loaded:
    """Given twice, it changes nothing the second time; whoever is not in it stays as they are. A page is one transaction. Raises NoKey."""
    done, given = Loaded(), list(listed)
    for start in range(0, len(given), PAGE):
        page = given[start : start + PAGE]
        found, marked = again_if_overtaken(lambda page=page: _keep(page))  # type: ignore[misc]
        derive_marked(marked)
        done = done.and_(found)
        progress(len(page))
    see_anew()
    return done


def compared_anew() -> int:
    """Everybody is sealed and found by the newest key of SAFEHOLD_FACTOR_KEYS: how many. Raises NoKey."""
    with transaction.atomic(), recorder() as cursor:
        known = [(staff_id, unseal(staff_id, sealed)) for staff_id, sealed in rows(cursor, _ALL)]
        for staff_id, home in known:
            cursor.execute("UPDATE standards_member SET sealed = %s WHERE staff_id = %s", [seal(staff_id, home), staff_id])
            _key(cursor, staff_id, home)
    return len(known)


@transaction.atomic
def _keep(page: Sequence[Listed]) -> tuple[Loaded, set[int]]:
    """What became of a page, and the events whose consequences are to be worked out."""
    new = changed = 0
    marked: set[int] = set()
    with recorder() as cursor:
        before = rows(cursor, _KNOWN, [[each.staff_id for each in page]])
        known = {staff_id: (agency, _opened(staff_id, sealed), left) for staff_id, agency, sealed, left in before}
        for each in page:
            stands = known.get(each.staff_id)
            if stands == (each.agency, each.home, each.left):
                continue
            new, changed = new + (stands is None), changed + (stands is not None)
            cursor.execute(_KEEP, [each.staff_id, each.agency, seal(each.staff_id, each.home), each.left])
            _key(cursor, each.staff_id, each.home)
            marked |= _concerned(cursor, each)
        if marked:
            mark(cursor, marked)
    for each in page:
        told = {name: value for name, value in (("unit", each.unit), ("supervisor", each.supervisor)) if value is not None}
        if told:
            Posting.objects.filter(user__staff_id=each.staff_id, agency_id=each.agency).exclude(**told).update(**told)
    return Loaded(new, changed, len(page) - new - changed), marked


def _opened(staff_id: str, sealed: str) -> AtHome | None:
    try:
        return unseal(staff_id, sealed)
    except NoKey:
        return None  # by a key that is gone: what is given now takes its place


def _key(cursor: Any, staff_id: str, home: AtHome) -> None:
    found = digests((number(key) for key in compared_by(features_of(home))), newest=True)
    cursor.execute("DELETE FROM standards_key WHERE staff_id = %s", [staff_id])
    cursor.execute("INSERT INTO standards_key (digest, staff_id) SELECT unnest(%s::bytea[]), %s", [list(found), staff_id])


def _concerned(cursor: Any, each: Listed) -> set[int]:
    """Events of those who may be them, and of those who were thought to be."""
    home = features_of(each.home)
    keys = [number(key) for key in compared_by(home)]
    profiles = rows(
        cursor,
        "SELECT id, features FROM identity_profile WHERE named"
        " AND id IN (SELECT profile_id FROM identity_key WHERE key = ANY(%s::bigint[]))",
        [keys],
    )
    alike = [number_ for number_, stored in profiles if score(home, decode(bytes(stored))).band != "apart"]
    found = rows(
        cursor,
        "SELECT event_id FROM identity_mention WHERE profile_id = ANY(%s::bigint[]) UNION SELECT m.event_id FROM identity_mention m"
        " JOIN standards_person p ON p.person_id = m.person_id WHERE p.staff_id = %s",
        [alike, each.staff_id],
    )
    return {seq for (seq,) in found}


_KNOWN = 'SELECT staff_id, agency, sealed, "left" FROM standards_member WHERE staff_id = ANY(%s)'
_ALL = "SELECT staff_id, sealed FROM standards_member ORDER BY staff_id FOR UPDATE"
_KEEP = """
INSERT INTO standards_member (staff_id, agency, sealed, "left") VALUES (%s, %s, %s, %s)
ON CONFLICT (staff_id) DO UPDATE SET agency = EXCLUDED.agency, sealed = EXCLUDED.sealed, "left" = EXCLUDED."left", loaded_at = now()
"""
