"""Taking a call: what was typed becomes part of the record, with the history check and the people whom the handler has recognised.

The first time it is recorded as it came in; later changes are a correcting event, and both remain. Nothing is ever refused for a field.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId, Mention
from safehold.chronology.record import record
from safehold.chronology.times import london
from safehold.chronology.writing import Writing, named
from safehold.practice.response import drafts
from safehold.practice.response.asking import told_of_one
from safehold.practice.response.calls import Followed, followed, followed_to_record, mention_of, recorded_by
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.typed import FLAGS, FOR_THE_UNIT, SHOWN, Typed, hidden, of_event
from safehold.practice.response.whole import whole_call

ROLES = ("victim", "suspect")


class Checked(msgspec.Struct, frozen=True):
    """What the history check found, for history.checked: how many people, and what stands against whoever they are."""

    found: int = 0
    high_risk: bool = False
    firearms: bool = False
    orders: int = 0

    def data(self, keys: list[str]) -> dict[str, Any]:
        return {
            "keys": keys,
            "found": self.found,
            "high_risk_marker": self.high_risk,
            "firearms": self.firearms,
            "orders_in_force": self.orders,
        }


@transaction.atomic
def take(
    viewer: Viewer,
    call: EventId,
    given: Typed,
    checked: Checked | None,
    *,
    links: Mapping[str, int] | None = None,
    opened_at: int = 0,
    draft: Draft | None = None,
    history: Followed | None = None,
) -> Call:
    """Records what was typed, and says of whom it is where `links` names persons by role (0: of nobody found). Returns the call.

    Only a person whom the check has shown for this call can be linked. Without `checked`, nobody has asked the record. `draft` is given by
    whoever has saved what was typed in this transaction, which holds it until the end, and `history` by whoever has read it since.
    """
    viewer.must("record_calls")
    draft = drafts.save(viewer, call, given, opened_at=opened_at) if draft is None else draft
    wanted = dict(links or {})
    for role, person in wanted.items():
        if role not in ROLES or (person and person not in draft.shown):
            raise Declined("That person is not among those found for this call. Look at the list again.")
    number, standing = recorded_by(call)
    if number and standing is None:
        raise Declined("This call has been joined to another. What you typed is kept; open the other call to add it there.")
    if standing is not None and standing.agency != viewer.agency:
        raise Declined("Another agency took this call. It can be followed up here, and not changed.")
    if standing is not None and not Call.everything.filter(pk=standing.pk).exists():
        raise Declined("This call is on record, and others go on with it. What you typed is kept: tell the control room supervisor.")
    writing = Writing(viewer)
    if standing is None:
        people = given.people(_refs(call, None), _day(draft.opened_at), suspect_linked="suspect" in wanted)
        writing.add("call.received", given.data(), people=_called(viewer, people, wanted), key=call.id, at=draft.opened_at)
        _write_around(writing, call, given, checked, None, draft.opened_at)
    else:
        if history is None or history.thread.get(standing.pk) is not history.call:  # of another wording than the one that stands
            history = followed(standing)
        _write_change(viewer, writing, history, given, checked, wanted)
    now = standing if standing is not None and not writing.raws else None
    if writing.raws:
        record(writing.raws)
    if wanted:
        # Apart, and after: only now is it known whom the machine takes the people in the call for.
        writing = Writing(viewer)
        _write_links(writing, now or _standing(call), wanted)
        if writing.raws:
            now = None
            record(writing.raws)
    drafts.settle(draft, given)
    return now or _standing(call)


def _standing(call: EventId) -> Call:
    """Whoever took it may see it no more: of whom it is, and so in which case it stands, follows from what was just recorded."""
    __, found = recorded_by(call)
    if found is None:
        raise LookupError(f"{call} was recorded, and no call is known by it")
    return found


def _write_change(
    viewer: Viewer, writing: Writing, history: Followed, given: Typed, checked: Checked | None, links: Mapping[str, int]
) -> None:
    """What has changed since the call was recorded, as a correction that keeps what this page does not ask for."""
    call = history.call
    stands = call.id
    has_suspect = bool(call.mentions("suspect"))
    received = call.occurred_at.earliest
    refs, day, before = _refs(history.first.id, call), _day(received), of_event(call)
    earlier = before.people(refs, day, suspect_linked=has_suspect)
    people = _called(viewer, given.people(refs, day, suspect_linked=has_suspect or "suspect" in links), links, earlier)
    # Compared as they would be recorded: the same age or name written otherwise is no change.
    if (given.data(), people) != (before.data(), earlier):
        whole = whole_call(call)
        data = _not_typed(whole) | given.data()
        stands = writing.add("call.received", data, people=_kept(whole, people), corrects=call.id, at=received)
    _write_around(writing, stands, given, checked, history, received)


def _called(
    viewer: Viewer, people: list[dict[str, str]], links: Mapping[str, int], before: Iterable[Mapping[str, str]] = ()
) -> list[dict[str, str]]:
    """Someone whom the caller has not named is called as before, or as the handler was told whom they recognised. A name is only ever
    put right by another name."""
    names = ("given_name", "family_name")
    known = {person["ref"]: person for person in before}
    found = []
    for person in people:
        if not any(name in person for name in names):
            # Taken back, a person leaves no name behind.
            earlier = {} if links.get(person["role"]) == 0 else known.get(person["ref"], {})
            linked = told_of_one(viewer, links.get(person["role"], 0))
            called = {name: earlier.get(name, "") or linked.get(name, "") for name in names}
            person = person | {name: value for name, value in called.items() if value}
        found.append(person)
    return found


def _write_around(writing: Writing, call: EventId, given: Typed, checked: Checked | None, history: Followed | None, received: int) -> None:
    """The history check, a report by somebody else, and that it is not safe to call back: each when it is new."""
    last = history.last("history.checked") if history else None
    data = checked.data(given.keys) if checked is not None and given.keys else {}
    if data and (last is None or any(last.data.get(name) != data[name] for name in ("keys", "found"))):
        writing.add("history.checked", data, about=[call])
    if given.caller == "other" and (history is None or history.last("third_party.reported") is None):
        concern = given.words
        writing.add("third_party.reported", {"relation": given.caller_relation, "concern": concern}, about=[call], at=received)
    if given.channel == "alarm" and (history is None or history.last("alarm.activated") is None):
        writing.add("alarm.activated", {}, about=[call], at=received)
    if given.call_back == "unsafe" and (history is None or history.last("contact.unsafe") is None):
        why = "she says that it is not safe to call back"
        writing.add("contact.unsafe", {"why": why, "instead": given.call_back_how}, about=[call])


def _write_links(writing: Writing, call: Call, links: Mapping[str, int]) -> None:
    """Who the handler says the people in the call are. An earlier choice is undone, and a machine's is judged wrong."""
    history = followed_to_record(call)
    about = [history.call.id]
    for role, person in links.items():
        mention = next(iter(history.call.mentions(role)), None)
        now = call.victim_id if role == "victim" else call.suspect_id
        if mention is None:
            continue
        mine = {**named(history.call.id), "ref": mention.ref}
        chosen = _chosen(history, mention.ref)
        if now == person and chosen:
            continue
        if now != person:
            for judged in chosen:
                data = {"judgement": named(judged.id), "why": "the call handler chose otherwise"}
                writing.add("identity.undone", data, about=about)
            other = mention_of(now) if now is not None else None
            if other is not None and other["ref"] != mention.ref:
                data = {"a": mine, "b": other, "judgement": "not_linked", "why": "the call handler says that it is somebody else"}
                writing.add("identity.judged", data, about=about)
        theirs = mention_of(person) if person else None
        if theirs is not None and theirs["ref"] != mention.ref:
            data = {"a": mine, "b": theirs, "judgement": "linked", "why": "recognised by the call handler during the call"}
            writing.add("identity.judged", data, about=about)


def _chosen(history: Followed, ref: str) -> list[Event]:
    """The choices of a person for this mention that have not been taken back."""
    undone = {str(event.data.get("judgement", {}).get("id", "")) for event in history.all("identity.undone")}
    return [
        event
        for event in history.all("identity.judged")
        if event.data.get("judgement") == "linked" and _ref(event.data.get("a")) == ref and event.id.id not in undone
    ]


def _ref(mention: Any) -> str:
    return str(mention.get("ref", "")) if isinstance(mention, dict) else str(mention or "")


def _refs(first: EventId, call: Event | None) -> dict[str, str]:
    """The refs of a call's people by role: as they stand, so that a correction is of the same people; no other call shares a new one."""
    found = {role: f"{first.id}-{role}" for role in (*ROLES, "caller")}
    for role in found:
        if call is not None and (mention := next(iter(call.mentions(role)), None)):
            found[role] = mention.ref
    return found


def _kept(call: Event, people: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The people as typed, with what this page does not show of them and those for whom it has no fields."""
    before = {mention.ref: mention for mention in call.people}
    found: list[dict[str, Any]] = []
    for person in people:
        mention = before.pop(person["ref"], None)
        own = _written(mention) if mention is not None else {}
        kept = hidden(mention) if mention is not None else frozenset()
        found.append({name: value for name, value in own.items() if name not in SHOWN or name in kept} | person)
    first = {next((mention.ref for mention in call.people if mention.role == role), "") for role in (*ROLES, "caller")}
    return found + [_written(mention) for mention in before.values() if mention.ref not in first]


def _written(mention: Mention) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(mention)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _not_typed(call: Event) -> dict[str, Any]:
    """What another system recorded of the call and this page does not ask for."""
    asked = Typed(words="x", address="x", postcode="x", afraid=1, category="x", language="x", call_back_how="x", call_back="safe").data()
    asked |= dict.fromkeys(FOR_THE_UNIT)
    return {name: value for name, value in call.data.items() if name not in asked and name not in FLAGS}


def _day(at: int) -> date:
    return london(at).date()
