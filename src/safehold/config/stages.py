"""What follows when events are recorded. This is the one place where the rooms are joined.

`PLACING` says who the people in new events are, and returns the earlier events that this moves to another person. Each of `DERIVING` then
works out state afresh for all whom these events touch: a practice that derives state of its own adds its `apply` here.
"""

PLACING = "safehold.identity.placing.place"

DERIVING = (
    "safehold.identity.involvement.apply",
    "safehold.practice.response.state.apply",
    "safehold.practice.safeguarding.state.apply",
    "safehold.practice.custody_and_court.state.apply",
    "safehold.rulebook.state.apply",
)
