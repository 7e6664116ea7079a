"""Of all who share a key with what was asked, those that share most: the few whom a check compares in full.

What keys say is counted once, however many say it: who is found by phone, by phone and given name and by date of birth shares a phone, a
given name and a birthday. All of it is one statement, which reads a few pages of an index for each key and sends a few rows.
"""

from collections.abc import Iterable
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.features import NOWHERE, Features
from safehold.identity.keys import RANKS, number, query_keys
from safehold.identity.near_phones import near_phones
from safehold.identity.places_told import without_kept_places
from safehold.identity.profiles import COLUMNS, Profile, load, read

MOST_COMPARED = 150
# Who shares so many bits less than whoever shares most is not compared: a household that shares all but the name still leaves room for her.
MOST_BELOW_BEST = 18
# Beyond the first forty only who shares not much less: among millions there is no end of people who share a name or a year with anybody.
FIRST, MOST_BELOW_BEST_OF_MANY = 40, 12
# Where somebody shares so many bits (a birthday and a given name, say), nobody is looked for whose phone is only a slip away.
ENOUGH = 19
# Of a key that more share, any so many: whoever is meant is found by a rarer one, or by nothing that keys can tell. A birthday or a house
# still tells something where some hundreds share it, as they do among millions; a surname alone does not.
MOST_UNDER_A_KEY, MOST_UNDER_A_COMMON_ONE = 400, 200
LAST_RARE_RANK = 4
# What it says of two being one person that they share each, in bits, roughly. They are near to what a logistic fit on a million made-up
# mentions gives; only the order that comes of the sums matters.
_BITS = {
    "phone": 14, "email": 14, "reference": 14, "day": 9, "year": 4, "house": 6, "street": 5, "postcode": 9, "district": 3, "family": 8,
    "start": 3, "given": 6,
}  # fmt: skip
_SAID = {
    "ref": ("reference",),
    "email": ("email",),
    "phone": ("phone",),
    "phone-given": ("phone", "given"),
    "dob": ("day", "year"),
    "dob-given": ("day", "year", "given"),
    "dob-family": ("day", "year", "family"),
    "year-family": ("year", "family"),
    "year-given-start": ("year", "given", "start"),
    "house": ("house", "street"),
    "house-given": ("house", "street", "given"),
    "street-given": ("street", "given"),
    "street-year": ("street", "year"),
    "postcode-given": ("postcode", "district", "given"),
    "district-family": ("district", "family"),
    "names": ("given", "family"),
    "given-start": ("given", "start"),
    "family": ("family",),
    "given": ("given",),
}
_PLACES = {said: place for place, said in enumerate(_BITS)}
_MASKS = {family: sum(1 << _PLACES[said] for said in shared) for family, shared in _SAID.items()}
# What a mask says is looked up in two halves: a sum of twelve terms for each of thousands would be half of the time that the server takes.
_HALF = len(_BITS) // 2


def _half(first: int) -> str:
    bits = list(_BITS.values())[first : first + _HALF]
    sums = (sum(each for place, each in enumerate(bits) if mask >> place & 1) for mask in range(1 << _HALF))
    return f"'{{{','.join(map(str, sums))}}}'::int[]"


_SUM = f"({_half(0)})[(m & {(1 << _HALF) - 1}) + 1] + ({_half(_HALF)})[(m >> {_HALF}) + 1]"
_QUERY = (
    f"SELECT {COLUMNS}, r.shared FROM ("  # nosec B608
    "SELECT profile_id, shared FROM (SELECT profile_id, shared, max(shared) OVER () AS most,"
    " row_number() OVER (ORDER BY shared DESC, profile_id) AS place FROM ("
    f"SELECT profile_id, {_SUM} AS shared FROM ("
    "SELECT c.profile_id, bit_or(k.said) AS m FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS k(key, said, most) CROSS JOIN LATERAL"
    " (SELECT profile_id FROM identity_key WHERE key = k.key LIMIT k.most) c GROUP BY 1) met"
    f" ORDER BY shared DESC, profile_id LIMIT {MOST_COMPARED}) counted) ranked"
    f" WHERE shared >= most - CASE WHEN place > {FIRST} THEN {MOST_BELOW_BEST_OF_MANY} ELSE {MOST_BELOW_BEST} END) r"
    # Each is looked up by its number: a plain join is planned as a reading of everybody.
    " CROSS JOIN LATERAL (SELECT * FROM identity_profile WHERE id = r.profile_id OFFSET 0) p"
)


def likeliest(cursor: Any, query: Features) -> dict[int, Profile]:
    keys = query_keys(query)
    if not keys:
        return {}
    families = [key.partition(":")[0] for key in keys]
    most = [MOST_UNDER_A_KEY if RANKS[family] <= LAST_RARE_RANK else MOST_UNDER_A_COMMON_ONE for family in families]
    found = rows(cursor, _QUERY, [[number(key) for key in keys], [_MASKS[family] for family in families], most])
    profiles = {profile.id: profile for profile in (read(row[:-1]) for row in found)}
    if query.phones and max((row[-1] for row in found), default=0) < ENOUGH and not _reached(query, profiles.values()):
        near = [number for number in near_phones(cursor, query.phones) if number not in profiles]
        profiles |= load(cursor, near)
    return without_kept_places(cursor, profiles) if query.place != NOWHERE else profiles


def _reached(query: Features, profiles: Iterable[Profile]) -> bool:
    return any(phone in profile.features.phones for profile in profiles for phone in query.phones)
