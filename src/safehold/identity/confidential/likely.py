"""Whether two who agree on a value may be one person: by the same model as everywhere, where the value counts as any that agrees.

What the value is plays no part: a token stands for it on both sides, so that it is as rare as most, and nothing else of it can agree.
"""

import msgspec

from safehold.identity.features import Features
from safehold.identity.places import Place
from safehold.identity.score import score


def may_be_one(a: Features, b: Features, kind: str) -> bool:
    """A source's own number takes no part: whether it is several people's rests on others than these two."""
    return score(_holding(a, kind), _holding(b, kind)).band != "apart"


def _holding(features: Features, kind: str) -> Features:
    if kind == "phone":
        return msgspec.structs.replace(features, ref="", phones=("held in confidence",))
    if kind == "email":
        return msgspec.structs.replace(features, ref="", email="held in confidence")
    return msgspec.structs.replace(features, ref="", place=Place(house="held", street="in confidence"))
