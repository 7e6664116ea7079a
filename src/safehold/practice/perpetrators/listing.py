"""The suspects whom the viewer may be told of, who harms most first."""

import msgspec
from django.db import connection

from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.practice.perpetrators.models import Perpetrator
from safehold.risk.ranking.scoring import Scored
from safehold.risk.ranking.suspects import Facts, scored
from safehold.risk.ranking.weights import weights

PAGE = 25
MOST = 200


class Place(msgspec.Struct, frozen=True):
    number: int
    person: int
    facts: Facts
    scored: Scored
    managed_by: str
    managed_how: str
    managed_at: int | None


class Listed(msgspec.Struct, frozen=True):
    places: list[Place]
    all: int
    more: bool
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.all // PAGE))


def listed(viewer: Viewer, now: int, *, page: int = 1) -> Listed:
    viewer.trace.read.add(Perpetrator.__name__)
    with connection.cursor() as cursor:
        found = [person for (person,) in rows(cursor, "SELECT person_id FROM access.suspects_ranked(%s, %s)", [now, MOST + 1])]
    start = (page - 1) * PAGE
    shown = found[:MOST][start : start + PAGE]
    known = Perpetrator.objects.for_viewer(viewer).in_bulk(shown)
    table = weights()
    places = []
    for number, person in enumerate(shown, start + 1):
        if (each := known.get(person)) is not None:
            facts = msgspec.json.decode(each.facts, type=Facts)
            here = scored(facts, table, now)
            places.append(Place(number, person, facts, here, each.managed_by, each.managed_how, each.managed_at))
    return Listed(places, len(found[:MOST]), len(found) > MOST, page)
