"""What professional standards are told of a search or a check: whom it reached, shown to whoever asked or not, and whether it was for
themselves."""

from collections.abc import Iterable
from contextlib import suppress

from safehold.access.keyring import NoKey
from safehold.access.reading import matching
from safehold.access.standards import alerts
from safehold.access.standards.sealed import AtHome, unseal
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.check import Answer
from safehold.identity.features import Features
from safehold.identity.keys import blocking_keys, query_keys
from safehold.identity.shown import address
from safehold.identity.staff.at_home import features_of

# What says that it is they and no namesake: a name alone does too, since whose name it is is what an alert is asked about.
OWN = ("names:", "phone:", "house:", "email:", "dob-family:", "postcode-given:")


def tell(viewer: Viewer, how: str, asked: Iterable[tuple[Features, Answer]]) -> None:
    own = _own(viewer)
    for query, answer in asked:
        found = {match.person for match in answer.matches} | {person for person, _ in answer.kept}
        if found:
            alerts.would_have_reached(found, how, in_words(query))
        if own.intersection(query_keys(query)):
            alerts.looked_for_oneself(how, in_words(query))


def in_words(query: Features) -> str:
    born = (query.birth.words or f"born {query.birth.year}") if query.birth else ""
    said = [" ".join((*query.names.given, *query.names.family)), born, *query.phones]
    return ", ".join(part for part in (*said, address(query.place), query.email) if part)


def _own(viewer: Viewer) -> frozenset[str]:
    with matching(), session() as cursor:
        kept = rows(cursor, "SELECT sealed FROM standards_member WHERE staff_id = %s", [viewer.staff_id])
    given, _, family = viewer.name.rpartition(" ")
    homes = [AtHome(given, family)]
    with suppress(NoKey):  # a key that was lost stops no call; `safehold doctor` tells of it
        homes += [unseal(viewer.staff_id, sealed) for (sealed,) in kept]
    return frozenset(key for home in homes for key in blocking_keys(features_of(home)) if key.startswith(OWN))
