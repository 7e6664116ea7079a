"""What `safehold confidential` does with what stands apart, encrypted: says how much is under which key, encrypts it anew, and puts apart
what was recorded before anything was."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from safehold.chronology.apart import moving, renewing, stored
from safehold.chronology.apart.cipher import NoKey, Tampered
from safehold.chronology.apart.ring import ring
from safehold.chronology.session import session
from safehold.commands.progress import counting
from safehold.identity.hiding import listed_since
from safehold.practice.response import sealed as calls
from safehold.practice.response.attending import sealed as doors
from safehold.practice.safeguarding.assessing import sealed as assessments

# What staff type and have not recorded yet.
DRAFTS = (calls, doors, assessments)


def work(*, renew: bool, move: bool) -> dict[str, int]:
    try:
        if renew:
            with counting("Encrypting", renewing.to_renew()) as progress:
                return {"encrypted_anew": renewing.renew_all(progress) + sum(each.renew_all() for each in DRAFTS)}
        if move:
            with session() as cursor:
                done, upto = stored.to_move(cursor)
            with counting("Going through", max(1, upto - done)) as progress:
                return {"put_apart": moving.move(listed_since, progress)}
    except (NoKey, Tampered) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    return {}


def standing() -> dict[str, Any]:
    """By the id of each key how many values of the record and drafts stand under it, and whether the key is at hand."""
    values, keys = renewing.by_key(), ring().ids
    typed: Counter[bytes] = Counter()
    for each in DRAFTS:
        typed.update(each.by_key())
    return {
        key.hex(): {"values": values.get(key, 0), "drafts": typed[key], "at_hand": key in keys, "newest": key == keys[0]}
        for key in dict.fromkeys((*keys, *values, *typed))
        if key
    }


def said(done: dict[str, int]) -> Iterator[str]:
    if "encrypted_anew" in done:
        yield f"Encrypted anew: {done['encrypted_anew']:,}. The old key is needed no more."
    if "put_apart" in done:
        yield f"Put apart: of {done['put_apart']:,} events. Run `safehold rebuild` now."


def said_of(kept: dict[str, Any]) -> Iterator[str]:
    for key, each in kept.items():
        what = "encrypts" if each["newest"] else "older" if each["at_hand"] else "NOT AT HAND: what it encrypted cannot be opened"
        yield f"key {key} ({what}): {each['values']:,} values, {each['drafts']:,} drafts"
