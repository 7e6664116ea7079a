"""A briefing, for somebody in a car with one hand: danger first, then who, what is in force, how to get in, and what happened last time.

Never who called, and nobody else's history: that he was violent to somebody before is said without her name.
"""

from datetime import date

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.history import History
from safehold.chronology.times import london
from safehold.identity.chronicle import Entry, chronicle
from safehold.identity.follow_up import FollowUp
from safehold.identity.models import Case, Person
from safehold.practice.custody_and_court.models import Whereabouts
from safehold.practice.response.calls import Followed, followed
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.holding import sent_to
from safehold.practice.response.joining import Joined, joined_to
from safehold.practice.response.models import Call
from safehold.practice.response.state import DANGERS
from safehold.practice.response.typed import FOR_THE_UNIT
from safehold.practice.response.units import on
from safehold.practice.safeguarding.contact.before import kept
from safehold.practice.safeguarding.models import Marker, Standing
from safehold.practice.safeguarding.reached import how_to_reach
from safehold.web import words
from safehold.web.case.in_force import InForce, in_force, where_he_is, wish
from safehold.web.events.words import standard
from safehold.web.naming import Word, graded, name_and_age, relation, warnings

MOST_CASES, MOST_BESIDE = 3, 10
WEAPONS = ("firearms", "weapons", "weapon")
LEVELS = ("severe", "serious", "note")


class Him(msgspec.Struct, frozen=True):
    """Who may be there. `sure` is whether the caller named him, or he is only known to have harmed her before."""

    who: str
    relation: str
    where: str
    sure: bool


class LastTime(msgspec.Struct, frozen=True):
    at: int
    said: str
    done: tuple[str, ...]


class Briefing(msgspec.Struct, frozen=True):
    """`persons` and `cases` are all that it tells of, to be logged; `unlinked` says that nobody has said whose record it is; `read` is
    whether the viewer's own unit has read it: of two that are sent, each says so for itself; `late` that it went in before it had."""

    number: int
    reference: str
    received_at: int
    grade: str
    dangers: list[Word]
    her: str
    him: list[Him]
    weapons: str
    in_force: list[InForce]
    children: list[str]
    safe: str
    never: str
    codeword: str
    codeword_held: bool
    wants: str
    words: list[tuple[int, str]]
    looks: str
    vehicle: str
    last_seen: str
    address: str
    address_held: bool
    way_in: str
    language: str
    last: LastTime | None
    worked: list[str]
    persons: frozenset[int]
    cases: frozenset[str]
    unlinked: bool
    read: bool
    read_by: tuple[str, ...]
    sent_at: int | None
    there_at: int | None
    heard: bool
    late: bool


def briefing(viewer: Viewer, call: Call, now: int) -> Briefing:
    history, joined, mine = followed(call), joined_to(call), on(viewer)
    own = next((each for each in sent_to(viewer, call) if mine is not None and each.callsign == mine.callsign), None)
    cases = _cases(viewer, call)
    entries = {case.id: chronicle(case.id, case.victim_id, case.suspect_id) for case in cases}
    everything = [entry for listed in entries.values() for entry in listed]
    numbers = {call.victim_id, call.suspect_id, *(number for case in cases for number in (case.victim_id, case.suspect_id))} - {None}
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk([number for number in numbers if number is not None])
    beside = _beside(viewer, call, cases)
    known = Standing.objects.for_viewer(viewer).in_bulk([*(case.id for case in cases), *beside])
    standing = {case.id: known[case.id] for case in cases if case.id in known}
    today = london(now).date()
    marked = set(Marker.standing(viewer, now).filter(person_id__in=people).values_list("marker", flat=True))
    told = {name: _latest(name, history, joined, everything) for name in FOR_THE_UNIT}
    reached = how_to_reach(viewer, call.victim_id, {e.seq: e.event for e in everything}) if call.victim_id is not None else None
    said = [entry.event for entry in everything if entry.struck is None]
    (codeword, held), (never, _held) = (kept(said, reached, name) for name in ("codeword", "never"))
    spoken = _hers(history, joined)
    return Briefing(
        number=call.event_id,
        reference=call.said,
        received_at=call.received_at,
        grade=grading().titles(call.agency).get(call.grade, ""),
        dangers=_dangers(viewer, call, cases, known, marked, now),
        her=_her(call, history, people, today),
        him=_him(viewer, call, cases, people, now, today),
        weapons=_weapons(call, known, marked),
        in_force=list(
            {msgspec.json.encode(each): each for case in cases for each in in_force(viewer, case, entries[case.id], now)}.values()
        ),
        children=_children(everything),
        safe=_how(reached),
        never=never,
        codeword=codeword,
        codeword_held=not codeword and ("codeword" in marked or held),
        wants=next((wish(each.wants) for each in standing.values() if each.wants), ""),
        words=spoken,
        looks=told["suspect_looks"],
        vehicle=told["suspect_vehicle"],
        last_seen=told["suspect_last_seen"],
        address=_address(history.call),
        address_held=bool({"data/address_given", "data/postcode_given"} & set(history.call.withheld)),
        way_in=told["way_in"],
        language=str(history.call.data.get("language", "")),
        last=_last_time(call, joined, everything),
        worked=_worked(everything),
        persons=frozenset(people),
        cases=frozenset([*(case.id for case in cases), *beside]),
        unlinked=call.victim_id is None,
        read=own is not None and own.read,
        read_by=tuple(call.read_units or ()),
        sent_at=own.sent if own is not None else None,
        there_at=own.there if own is not None else None,
        heard=own is not None and own.heard is not None,
        late=own is not None and own.arrived_unread,
    )


def _cases(viewer: Viewer, call: Call) -> list[Case]:
    """Hers: the one with him whom the caller named first, and the latest others, since he may be another than the one named."""
    if call.victim_id is None:
        return []
    hers = list(Case.objects.for_viewer(viewer).filter(victim_id=call.victim_id).order_by("-last_at"))
    return sorted(hers, key=lambda case: case.id != call.case_id)[:MOST_CASES]


def _beside(viewer: Viewer, call: Call, cases: list[Case]) -> list[str]:
    """Other cases in which she, or whoever harms her, is on record as the suspect: what was dangerous there is so at this door too. It is
    said in a word, and never with whom it was."""
    suspects = {call.victim_id, call.suspect_id, *(case.suspect_id for case in cases)} - {None}
    found = Case.objects.for_viewer(viewer).filter(suspect_id__in=suspects).exclude(id__in=[case.id for case in cases])
    return list(found.order_by("-last_at").values_list("id", flat=True)[:MOST_BESIDE])


def _dangers(viewer: Viewer, call: Call, cases: list[Case], standing: dict[str, Standing], marked: set[str], now: int) -> list[Word]:
    """What could hurt whoever opens the door comes first: what was said just now, then what is on record."""
    found = [Word(words.sentence(standard().label("call.received", name)), "severe") for name in call.dangers]
    grades = {each.grade for each in standing.values() if each.grade}
    worst = next((grade for grade in ("high", "medium", "standard") if grade in grades), "")
    found += [graded(worst)] if worst else []
    suspects = [case.suspect_id for case in cases if case.suspect_id is not None]
    found += [Word(_("Wanted, not found"), "severe") for case in cases if where_he_is(viewer, case, now)[1]][:1]
    if Whereabouts.objects.for_viewer(viewer).filter(Q(violent_to_earlier=True), person_id__in=suspects).exists():
        found.append(Word(_("Violent to an earlier partner"), "serious"))
    found += warnings(marked | {name for each in standing.values() for name in each.dangers})
    unique = {each.word: each for each in reversed(found)}
    return sorted(unique.values(), key=lambda each: (LEVELS.index(each.level), [one.word for one in found].index(each.word)))


def _her(call: Call, history: Followed, people: dict[int, Person], today: date) -> str:
    if call.victim_id in people:
        return name_and_age(people[call.victim_id], today)
    said = next(iter(history.call.mentions("victim")), None)
    return words.person(said.given_name, said.family_name) if said is not None else _("name not known")


def _him(viewer: Viewer, call: Call, cases: list[Case], people: dict[int, Person], now: int, today: date) -> list[Him]:
    found: dict[int, Him] = {}
    for case in cases:
        if case.suspect_id is not None and case.suspect_id in people:
            where = where_he_is(viewer, case, now)[0]
            sure = case.suspect_id == call.suspect_id
            found[case.suspect_id] = Him(name_and_age(people[case.suspect_id], today), relation(case.relation), where, sure)
    if call.suspect_id in people and call.suspect_id not in found:
        found[call.suspect_id] = Him(name_and_age(people[call.suspect_id], today), "", "", True)
    return sorted(found.values(), key=lambda each: not each.sure)


def _weapons(call: Call, standing: dict[str, Standing], marked: set[str]) -> str:
    known = marked | {name for each in standing.values() for name in each.dangers}
    said = [_("said now: a weapon")] if "weapon" in call.dangers else []
    said += [each.word.lower() for each in warnings(known & set(WEAPONS))]
    return words.sentence("; ".join(said)) if said else _("None on record or said. Expect one all the same.")


def _children(entries: list[Entry]) -> list[str]:
    """By name and age; never which school."""
    found: dict[str, str] = {}
    for entry in entries:
        event = entry.event
        if entry.struck is None and event.kind == "child.identified":
            for child in event.mentions("child"):
                name = words.person(child.given_name, child.family_name) or _("a child")
                age = event.data.get("age")
                found.setdefault(child.ref, f"{name}, {age}" if age is not None else name)
    return list(found.values())


def _how(reached: Event | None) -> str:
    if reached is None:
        return ""
    who = str(reached.data.get("who_may_answer", ""))
    parts = [", ".join(reached.data.get("methods", ())), str(reached.data.get("times", "")), who and _("%(who)s may answer") % {"who": who}]
    return "; ".join(part for part in parts if part)


def _hers(history: Followed, joined: list[Joined]) -> list[tuple[int, str]]:
    """What was said, the first first. Who said it stands nowhere here."""
    calls = [history.call, *(each.call for each in joined)]
    listed = [(event.occurred_at.earliest, str(event.data.get("words", "")).strip()) for event in calls]
    return sorted((at, said) for at, said in listed if said)


def _latest(name: str, history: Followed, joined: list[Joined], entries: list[Entry]) -> str:
    """As it was said now, and else the latest that is on record of them; how to get in is of this place alone."""
    for event in (history.call, *(each.call for each in joined)):
        if event.data.get(name):
            return str(event.data[name])
    if name == "way_in":
        return ""
    earlier = (entry.event for entry in entries if entry.struck is None and entry.event.data.get(name))
    latest = max(earlier, key=lambda event: event.order, default=None)
    if latest is None:
        return ""
    return _("%(said)s (said on %(day)s)") % {"said": latest.data[name], "day": words.day(latest.occurred_at.earliest)}


def _address(call: Event) -> str:
    return ", ".join(text for name in ("address_given", "postcode_given") if (text := str(call.data.get(name, "")).strip()))


def _last_time(call: Call, joined: list[Joined], entries: list[Entry]) -> LastTime | None:
    """The call before this one, and what was done about it."""
    own = {call.reference, *(each.call.id.id for each in joined)}
    standing = [entry.event for entry in entries if entry.struck is None]
    before = [
        event
        for event in standing
        if event.kind == "call.received" and event.id.id not in own and event.occurred_at.earliest < call.received_at
    ]
    last = max(before, key=lambda event: event.order, default=None)
    if last is None:
        return None
    ticked = [standard().label("call.received", name) for name in _ticked(last)]
    return LastTime(last.occurred_at.earliest, words.sentence(", ".join(ticked)), tuple(_done(FollowUp(History(standing)).of(last))))


def _ticked(call: Event) -> list[str]:
    return [name for name in DANGERS if call.data.get(name) is True]


def _done(after: list[Event]) -> list[str]:
    found = []
    for event in after:
        if event.kind == "arrest.made":
            found.append(_("he was arrested"))
        elif event.kind == "arrest.not_made":
            found.append(_("he was not arrested"))
        elif event.kind == "attendance.recorded" and event.data.get("outcome"):
            found.append(str(event.data["outcome"]))
        elif event.kind == "unit.arrived" and event.data.get("victim_seen") is False:
            found.append(_("she was not seen"))
        elif event.kind == "suspect.wanted":
            found.append(_("he had gone, and was looked for"))
    return list(dict.fromkeys(found))


def _worked(entries: list[Entry]) -> list[str]:
    """What officers wrote that helped, the latest first."""
    said = [str(e.event.data["what_worked"]) for e in entries if e.struck is None and e.event.data.get("what_worked")]
    return list(dict.fromkeys(said))[:3]
