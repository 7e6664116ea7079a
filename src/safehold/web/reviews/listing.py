"""The reviews of a viewer, and what all reviews have recommended: found by words, and with what was recommended before."""

import msgspec

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.practice.reviews import deciding, recommended, seats
from safehold.practice.reviews.entries import Standing
from safehold.practice.reviews.kinds import standard
from safehold.web.reviews.reaching import PURPOSE


class Row(msgspec.Struct, frozen=True):
    pk: int
    number: str
    kind: str
    agency: str
    at: int


class Decision(msgspec.Struct, frozen=True):
    case: str
    says: str
    due: int | None


class Listing(msgspec.Struct, frozen=True):
    reviews: list[Row]
    asked: str
    found: list[recommended.Match]
    count: int
    all: list[recommended.Recommendation]
    repeated: list[recommended.Match]
    to_decide: list[Decision]
    agencies: dict[str, str]

    def like(self, stands: Standing) -> dict[int, list[recommended.Match]]:
        """What earlier reviews recommended that is much like each of a review's own."""
        own = {each.said.number for each in stands.recommendations}
        others = [each for each in self.all if each.number not in own]
        return {each.said.number: recommended.like(each.said.text("text"), others) for each in stands.recommendations}


def listing(viewer: Viewer, asked: str) -> Listing:
    agencies = agency_names()
    kinds = standard().kinds
    rows = [
        Row(each.pk, each.number, kinds[each.kind].title, agencies.get(each.agency, each.agency), each.at) for each in seats.reviews(viewer)
    ]
    known = recommended.all_of(viewer)
    if not viewer.trace.looked:
        look(viewer, "search" if asked else "page", purpose=PURPOSE)
    to_decide = [Decision(each.cases[0], each.says, each.due_latest) for each in deciding.told_of(viewer)] if viewer.may(seats.HOLD) else []
    return Listing(
        rows,
        asked,
        recommended.search(asked, known),
        len(known),
        known,
        recommended.repeated(known),
        to_decide,
        agencies,
    )
