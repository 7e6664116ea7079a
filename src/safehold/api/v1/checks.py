"""The history check of a call, as the call's page makes it: the same rules, the same words, logged as a look."""

import time
from http import HTTPStatus
from typing import Any, Literal

from ninja import Schema

from safehold.access.looks import look
from safehold.access.viewer import Refused, Viewer
from safehold.api.problems import Problem, Unacceptable
from safehold.api.v1.interface import ALWAYS, interface, most
from safehold.api.v1.words import Said, Source
from safehold.chronology.envelope import EventId
from safehold.chronology.times import DAY
from safehold.identity.births import read_birth
from safehold.practice.response.calls import leader_of, number_of
from safehold.practice.response.models import Call
from safehold.practice.response.spoken import read_born
from safehold.practice.response.typed import Typed
from safehold.web.calls.panel import Panel, look_up


class Task(Schema):
    """The call for which it is asked."""

    source: Source
    id: Source


class Victim(Schema):
    """As it was heard. The phone is that from which she calls herself."""

    given_name: Said = ""
    family_name: Said = ""
    born: Said = ""
    sex: Literal["", "female", "male"] = ""
    phone: Said = ""
    address: Said = ""
    postcode: Said = ""


class Suspect(Schema):
    given_name: Said = ""
    family_name: Said = ""
    born: Said = ""


class Question(Schema):
    task: Task
    victim: Victim | None = None
    suspect: Suspect | None = None


class Badge(Schema):
    word: str
    level: str
    detail: str


class InForce(Schema):
    title: str
    conditions: str


class Party(Schema):
    """The other person of a case; without a name where it is not for a call to say who that is."""

    name: str
    relation: str
    role: str
    where: str
    badges: list[Badge]
    in_force: list[InForce]


class Person(Schema):
    """Somebody who may be meant. `unsafe` says why she must not be called back."""

    name: str
    also: str
    age: str
    area: str
    likely: str
    sure: bool
    why: str
    badges: list[Badge]
    facts: list[str]
    parties: list[Party]
    more_parties: int
    unsafe: str


class Ask(Schema):
    """Another agency that may know them: nothing more is told, but whom to ask."""

    about: Literal["victim", "suspect"]
    agency: str
    who: str


class Checked(Schema):
    searched: list[str]
    victims: list[Person]
    suspects: list[Person]
    ask: list[Ask]


@interface.post("/checks", response=ALWAYS | {200: Checked, 400: Problem, 422: Problem}, summary="The history check, for an open call")
def check_history(request: Any, question: Question) -> dict[str, Any]:
    """Who may be meant, and what could hurt first. Only for a call of the agency that is open, and logged with it."""
    viewer: Viewer = request.viewer
    viewer.must("check_history", kind="check")
    given = _typed(question)
    key = EventId(question.task.source, question.task.id)
    panel = look_up(viewer, given, _open_call(viewer, key), key)
    look(viewer, "check", persons=panel.persons, purpose="answering_call", task=f"call {key}")
    return _told(panel)


def _open_call(viewer: Viewer, key: EventId) -> Call:
    number = number_of(key)
    leads = leader_of(number) if number is not None else None
    since = time.time_ns() // 1000 - most("open_call_days") * DAY
    own = Call.objects.for_viewer(viewer).filter(agency=viewer.agency, closed_at=None, received_at__gte=since)
    call = own.filter(event_id=leads).first() if leads is not None else None
    if call is None:
        raise Refused("task: your agency has no open call of this source and id.", kind="check")
    return call


def _typed(question: Question) -> Typed:
    """Raises Unacceptable."""
    victim, suspect = question.victim or Victim(), question.suspect or Suspect()
    family, his_given = suspect.family_name.strip(), suspect.given_name.strip()
    given = Typed(
        **victim.model_dump(),
        his_name=f"{family}, {his_given}" if family else his_given,
        his_born=suspect.born,
    )
    unread = [
        (f"{who}.born", "is neither a date, a month, a year nor an age") for who, said in _born(given) if said and not _readable(said)
    ]
    if unread:
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "What cannot be read would be searched by nothing.", unread)
    if not (given.asks_victim or given.asks_suspect):
        nobody = [("victim", "say a name, a phone or an address"), ("suspect", "or a name")]
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "Nobody is asked about.", nobody)
    return given


def _born(given: Typed) -> tuple[tuple[str, str], ...]:
    return ("victim", given.born.strip()), ("suspect", given.his_born.strip())


def _readable(said: str) -> bool:
    born, age = read_born(said)
    return age is not None or read_birth(born) is not None


def _told(panel: Panel) -> dict[str, Any]:
    return {
        "searched": panel.searched,
        "victims": panel.victims,
        "suspects": panel.suspects,
        "ask": [{"about": each.role, "agency": each.name, "who": each.who} for each in panel.elsewhere],
    }
