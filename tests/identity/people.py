"""People as records give them, written shortly."""

from safehold.chronology.envelope import Event, EventId, Mention, read_event
from safehold.identity.features import Features, features


def mention(
    given_name: str = "", family_name: str = "", born: str = "", sex: str = "", ref: str = "1", role: str = "victim", **more
) -> Mention:
    return Mention(ref=ref, role=role, given_name=given_name, family_name=family_name, date_of_birth=born, sex=sex, **more)


def person(*names: str, source: str = "north", **more) -> Features:
    return features(mention(*names, **more), source)


def event(key: str, *people: Mention, kind: str = "call.received", at: str = "2024-03-01", source: str = "north", **more) -> Event:
    return Event(
        id=EventId(source, key),
        kind=kind,
        occurred_at=read_event({"id": "x", "source": "x", "kind": kind, "occurred_at": at, "agency": "x"}).occurred_at,
        recorded_at=more.pop("recorded_at", 0),
        agency="northshire-police",
        people=people,
        **more,
    )
