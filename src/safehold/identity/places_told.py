"""What a marker keeps of where somebody lives tells nobody anything: whoever is asked after, found or related is compared without it.

It stays among what records are compared by when they come in, since otherwise who is who would rest on which of them came first.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.features import NOWHERE
from safehold.identity.profiles import Profile

_KEPT = """
SELECT DISTINCT m.profile_id FROM identity_mention m JOIN chronology_event e ON e.seq = m.event_id
 WHERE m.profile_id = ANY(%s::bigint[]) AND e.kept && ARRAY[
       format('person:%%s/address', m.id %% 1024), format('person:%%s/postcode', m.id %% 1024)]
"""


def without_kept_places(cursor: Any, profiles: Mapping[int, Profile]) -> dict[int, Profile]:
    """The same, without the place of those of whom a record has it standing apart."""
    found = dict(profiles)
    placed = [number for number, profile in profiles.items() if profile.features.place != NOWHERE]
    for (number,) in rows(cursor, _KEPT, [placed]) if placed else ():
        found[number] = found[number]._replace(features=msgspec.structs.replace(found[number].features, place=NOWHERE))
    return found
