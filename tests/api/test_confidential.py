"""Another system reads its own event back without what is held in confidence of it, and is told what is not there."""

from chronology.apart.planted import KEPT, plant


def test_what_is_held_in_confidence_is_named_and_not_given(system):
    planted = plant()
    asking = system()
    for name, names in {"call": ["person:0/address", "person:0/email", "person:0/phone", "person:0/postcode"], "note": ["note"]}.items():
        key = planted[name]
        status, answer = asking.get("events", source=key.source, id=key.id)
        assert (status, answer["event"]["withheld"]) == (200, names)
        assert [value for value in KEPT if value in str(answer)] == []
