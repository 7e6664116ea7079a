"""What follows when events are recorded, in order. Each stage takes the `Recording` and adds to what later stages read.

This list is the one place where the rooms are joined: a practice that derives state of its own adds its `apply` here.
"""

STAGES = (
    "safehold.identity.placing.place",
    "safehold.identity.involvement.apply",
    "safehold.practice.response.state.apply",
    "safehold.practice.safeguarding.state.apply",
    "safehold.practice.custody_and_court.state.apply",
    "safehold.rulebook.state.apply",
)
