"""The panel beside a call: what is asked of the record, who may be meant, the grade that this suggests, and what the check is worth."""

import time
from datetime import date

import msgspec

from safehold.access.across import contact_at
from safehold.access.askings import asked
from safehold.access.roles import standard as roles
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.times import instant, london
from safehold.identity.features import Features
from safehold.practice.response.asking import Asked, ask
from safehold.practice.response.calls import own_of
from safehold.practice.response.grading import setting, standard
from safehold.practice.response.models import Call
from safehold.practice.response.suggestion import Facts, Suggestion, suggest
from safehold.practice.response.taking import Checked
from safehold.practice.response.typed import Typed
from safehold.web.calls.people import AT_LARGE, HELD, POSSIBLE, Card, Meant, card
from safehold.web.calls.shared import shared_with_us
from safehold.web.history import Known, OtherParty, known

MOST_VICTIMS, MOST_SUSPECTS = 3, 3
LIKELY = 0.8


class Elsewhere(msgspec.Struct, frozen=True):
    """Somebody of the name and birth that were typed is known to another agency, which can be asked: what it is called, who answers there,
    and when it was asked for this call; `shared` says what they shared already. `mentions` and `person` are for the question and the log,
    never for a page."""

    role: str
    agency: str
    name: str
    who: str
    asked_at: int | None
    answer: str
    person: int
    mentions: tuple[int, ...]
    shared: str = ""


class Panel(msgspec.Struct, frozen=True):
    """`elsewhere` says who may be asked; `searched` by what the record was asked, for "nobody found"; `known_beside` is whether he stands
    beside her already; `kept` that something is dangerous of which nothing else may be said; `persons` are all whom the panel names, to be
    logged; `goes_by` is what was typed and what of the call it went by."""

    victims: tuple[Card, ...]
    suspects: tuple[Card, ...]
    known_beside: bool
    asked_victim: bool
    asked_suspect: bool
    searched: tuple[str, ...]
    suggestion: Suggestion
    checked: Checked
    persons: frozenset[int]
    elsewhere: tuple[Elsewhere, ...] = ()
    kept: bool = False
    goes_by: "GoesBy | None" = None


class OfCall(msgspec.Struct, frozen=True):
    """Of a call that is on record: its number, on whose record it stands, and whether its line dropped."""

    number: int = 0
    victim: int | None = None
    suspect: int | None = None
    case: str = ""
    cut_off: bool = False


class GoesBy(msgspec.Struct, frozen=True):
    """All that a panel goes by that is not on record of people: the questions, what the caller said that bears on a grade, and the call."""

    questions: dict[str, Features]
    said: dict[str, bool]
    call: OfCall


def today() -> date:
    return london(time.time_ns() // 1000).date()


def goes_by(given: Typed, call: Call | None, on: date) -> GoesBy:
    questions = {}
    if given.asks_victim:
        questions["victim"] = given.victim(on)
    if given.asks_suspect:
        questions["suspect"] = given.suspect(on)
    of_call = OfCall()
    if call is not None:
        of_call = OfCall(call.pk, call.victim_id, call.suspect_id, call.case_id, call.cut_off_at is not None)
    return GoesBy(questions, _said(given), of_call)


def look_up(viewer: Viewer, given: Typed, call: Call | None, key: EventId | None = None) -> Panel:
    now = time.time_ns() // 1000
    by = goes_by(given, call, today())
    own, new = own_of(call) if call is not None else (frozenset[int](), frozenset[int]())
    answers = ask(
        viewer,
        by.questions,
        lambda cursor, told, asker: known(cursor, told.answer, now=now, staff_id=viewer.staff_id, told=told, asker=asker),
        own,
    )
    kept = any(answer.kept for answer in answers.values())
    victims, suspects = (answers[name].found if name in answers else [] for name in ("victim", "suspect"))
    elsewhere = _elsewhere(viewer, answers, f"call {key}" if key else "")
    her, him = by.call.victim, by.call.suspect
    victims, suspects = _first(victims, her, new)[:MOST_VICTIMS], _first(suspects, him, new)
    meant = Meant(
        linked=frozenset(person for person in (her, him) if person is not None),
        probable={found.person: found.match.probability for found in (*suspects, *victims)},
        new=new,
    )
    cards = tuple(card(found, "victim", now, meant) for found in victims)
    # Whoever stands beside her already, with what is in force between them, is not shown a second time.
    beside = {party.person for each in cards if each.sure for party in each.parties}
    his = tuple(card(found, "suspect", now, meant) for found in [each for each in suspects if each.person not in beside][:MOST_SUSPECTS])
    named = frozenset(person for each in (*cards, *his) for person in _named_on(each)) | {each.person for each in elsewhere}
    shared = shared_with_us(viewer, named)
    return Panel(
        victims=_with(cards, shared),
        suspects=_with(his, shared),
        known_beside=any(each.person in beside for each in suspects),
        asked_victim="victim" in answers,
        asked_suspect="suspect" in answers,
        searched=_searched(answers.get("victim"), answers.get("suspect")),
        suggestion=_suggestion(by, victims, suspects, kept=kept),
        checked=_checked((*victims, *suspects)),
        persons=named,
        elsewhere=tuple(msgspec.structs.replace(each, shared=shared[each.person]) if each.person in shared else each for each in elsewhere),
        kept=kept,
        goes_by=by,
    )


def _with(cards: tuple[Card, ...], shared: dict[int, str]) -> tuple[Card, ...]:
    return tuple(
        msgspec.structs.replace(each, facts=(*each.facts, shared[each.person])) if each.person in shared else each for each in cards
    )


def _elsewhere(viewer: Viewer, answers: dict[str, Asked], task: str) -> tuple[Elsewhere, ...]:
    before = asked(viewer, task) if any(answer.elsewhere for answer in answers.values()) else {}
    found = []
    for role, answer in answers.items():
        for agency, person, mentions in answer.elsewhere:
            contact, question = contact_at(agency), before.get(agency)
            who = roles().roles[contact.role].title if contact.role else ""
            at = instant(question.at) if question else None
            found.append(Elsewhere(role, agency, contact.name, who, at, question.answer if question else "", person, mentions))
    return tuple(found)


def _named_on(each: Card) -> set[int]:
    return {each.person, *(party.person for party in each.parties if party.person)}


def _first(found: list[Known], linked: int | None, new: frozenset[int]) -> list[Known]:
    """Whoever the call stands on the record of comes first; who has no record but this call is not somebody found."""
    return sorted((each for each in found if each.person not in new), key=lambda each: each.person != linked)


def _searched(*answers: Asked | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(what for answer in answers if answer is not None for what in answer.answer.searched))


def _checked(found: tuple[Known, ...]) -> Checked:
    meant = [each for each in found if each.match.probability >= POSSIBLE]
    markers = {marker for each in meant for marker in each.markers}
    markers |= {marker for each in meant for other in each.others for marker in other.markers}
    return Checked(
        found=len(meant),
        high_risk=any(each.risk == "high" for each in meant) or "high_risk" in markers,
        firearms="firearms" in markers,
        orders=len({order.event for each in meant for order in each.orders}),
    )


def _said(given: Typed) -> dict[str, bool]:
    """What the caller said, as facts of a suggestion."""
    return {
        "domestic": given.domestic != "no",
        "threat_to_kill": given.threat_to_kill,
        "strangled": given.strangulation,
        "weapon": given.weapon,
        "suspect_present": given.suspect_present,
        "injuries": given.injuries,
        "alarm": given.channel == "alarm",
        "silent": given.silent,
        "afraid": given.afraid >= setting("very-frightened-times"),
        "children_present": given.children_present,
        "over": given.historic,
    }


def _suggestion(by: GoesBy, victims: list[Known], suspects: list[Known], *, kept: bool) -> Suggestion:
    """Rests on the people linked, and until somebody is, on whoever is likely: the reasons then say of whom."""
    her, sure_of_her = _meant(victims, by.call.victim)
    him, sure_of_him = _meant(suspects, by.call.suspect)
    parties = [other for other in (her.others if her else []) if other.role == "suspect" and (him is None or other.person == him.person)]
    if him is not None and not parties:
        parties = [_as_party(him)]
    markers = set(her.markers if her else []) | {marker for other in parties for marker in other.markers}
    dangers = set(her.dangers if her else [])
    calls = (her.incidents_12_months - sure_of_her) if her else 0
    facts = Facts(
        **by.said,
        cut_off=by.call.cut_off,
        high_risk=kept or "high_risk" in markers or bool(her and her.risk == "high"),
        treat_as_urgent="treat_as_urgent" in markers,
        firearms="firearms" in markers,
        weapons_known=bool({"weapons"} & markers or {"weapon"} & dangers),
        order_in_force=any(other.orders for other in parties),
        bail_in_force=any(other.bail for other in parties),
        out_of_prison=any(other.status == "released_from_prison" for other in parties),
        wanted=any(other.status == "wanted" for other in parties),
        violent_before=any(other.violent_to_earlier for other in parties),
        repeat=calls > 0,
        out_of_reach=bool(parties) and all(other.status in HELD for other in parties),
    )
    assumed = [each.name for each, sure in ((her, sure_of_her), (him, sure_of_him)) if each is not None and not sure]
    return suggest(facts, standard(), if_them=", ".join(assumed))


def _meant(found: list[Known], linked: int | None) -> tuple[Known | None, bool]:
    """Who is meant, and whether somebody has said so."""
    for each in found:
        if each.person == linked:
            return each, True
    return next((each for each in found if each.match.probability >= LIKELY), None), False


def _as_party(him: Known) -> OtherParty:
    """The one who harms her, when the record does not yet know the two together."""
    worst = next((other for other in him.others if other.role == "victim" and other.status in AT_LARGE), None) or next(
        (other for other in him.others if other.role == "victim"), None
    )
    if worst is None:
        return OtherParty(him.person, him.name, "", "suspect", "", "", None, False, [], [], him.markers)
    return msgspec.structs.replace(worst, person=him.person, name=him.name, role="suspect", markers=him.markers)
