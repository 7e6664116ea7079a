"""What digests hold: every byte of every part, the order of the parts, and what Safehold adds."""

import msgspec
import pytest

from safehold.chronology.seal import GENESIS, broken_part, link_digest, same_content, seal

PARTS = {"envelope": b'{"id":"c1"}', "person:0": b'{"ref":"v1"}', "data": b"{}", "note": b'"as said"'}


def redacted(sealed, name):
    place = sealed.names.index(name)
    bodies, salts = list(sealed.bodies), list(sealed.salts)
    bodies[place] = salts[place] = None
    return msgspec.structs.replace(sealed, bodies=bodies, salts=salts)


def test_the_same_content_is_sealed_with_other_salts_and_is_still_the_same():
    one, other = seal(PARTS), seal(PARTS)
    assert one.digest != other.digest
    assert same_content(one, PARTS)
    assert broken_part(one) is None


@pytest.mark.parametrize("name", PARTS)
def test_one_changed_byte_of_a_part_is_named(name):
    sealed = seal(PARTS)
    place = sealed.names.index(name)
    for column in ("bodies", "salts", "digests"):
        changed = list(getattr(sealed, column))
        changed[place] = bytes([changed[place][0] ^ 1]) + changed[place][1:]
        assert broken_part(msgspec.structs.replace(sealed, **{column: changed})) in (name, "all parts")
    assert not same_content(sealed, PARTS | {name: PARTS[name] + b" "})


def test_parts_cannot_change_places_or_names():
    sealed = seal(PARTS)
    assert broken_part(msgspec.structs.replace(sealed, names=["envelope", "person:1", "data", "note"])) == "all parts"
    turned = {column: getattr(sealed, column)[::-1] for column in ("names", "bodies", "salts", "digests")}
    assert broken_part(msgspec.structs.replace(sealed, **turned)) == "all parts"


def test_a_redacted_part_holds_by_its_digest_and_needs_its_salt_gone_with_it():
    sealed = redacted(seal(PARTS), "note")
    assert broken_part(sealed) is None
    assert broken_part(msgspec.structs.replace(sealed, salts=[*sealed.salts[:-1], b"s" * 16])) == "note"


def test_a_redacted_event_is_the_same_as_what_comes_again_with_the_part_without_it_or_with_another():
    sealed = redacted(seal(PARTS), "note")
    assert same_content(sealed, PARTS)
    assert same_content(sealed, {name: body for name, body in PARTS.items() if name != "note"})
    assert same_content(sealed, PARTS | {"redacted": b'["note"]'})
    assert not same_content(sealed, PARTS | {"data": b"[]"})


def test_a_link_holds_the_one_before_and_everything_that_was_added():
    given = (GENESIS, b"d" * 32, 7, 1_700_000_000_000_000, "a.jsonl line 1")
    others = (b"x" * 32, b"e" * 32, 8, -1, "a.jsonl line 2")
    digests = {link_digest(*given)} | {link_digest(*given[:place], other, *given[place + 1 :]) for place, other in enumerate(others)}
    assert len(digests) == 6
