"""`safehold check`: the history check of the call page, from the command line."""

import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from safehold.chronology.importing import Unreadable
from safehold.commands import tables
from safehold.commands.record import as_json
from safehold.commands.whole import whole

if TYPE_CHECKING:
    from safehold.access.viewer import Viewer

MOST = 12
UNTOLD = frozenset(("unknown", "unspecified", "other", "indeterminate", "not known", "u", "x"))  # as tables write that nobody said
COLUMNS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone")


@click.command()
@click.option("--given-name", default="", help="As it was heard; a nickname or an initial too.")
@click.option("--family-name", default="", help="As it was heard.")
@click.option("--date-of-birth", default="", help="A date, a month or a year.")
@click.option("--sex", default="", help="female or male.")
@click.option("--address", default="", help="A street with or without a house.")
@click.option("--postcode", default="")
@click.option("--phone", default="")
@click.option("--input", "input_", type=click.Path(dir_okay=False, path_type=Path), help="Many questions: Parquet or CSV with query_id.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the answers go, one JSON line each.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON document.")
@click.option("--as", "as_", default="", metavar="STAFF", help="Answer as the call page would to this member of staff, and log the look.")
def check(input_: Path | None, output: Path | None, json_wanted: bool, as_: str, **asked: str) -> None:
    """Finds who someone may be, and what matters about them first.

    Say at least a name, a date of birth, an address or a phone number; or give many questions with --input and --output. Without --as
    nothing is kept back and nothing is logged: whoever may run it has the database.
    """
    if (input_ is None) != (output is None):
        raise click.UsageError("--input and --output go together")
    if input_ is None and not any(asked.values()):
        raise click.UsageError("say something of the person: a name, a date of birth, an address, a phone number")
    if unread := _unread(asked):
        raise click.UsageError(unread)
    if input_ is not None and output is not None:
        _answerable(input_, output)
    from safehold.commands.starting import ready

    with ready():
        places = _places()
        viewer = _reader(as_) if as_ else None
        if input_ is not None and output is not None:
            with whole(output) as file:
                for _, query_id, query in tables.rows(input_, "query_id", COLUMNS):
                    file.write(as_json({"query_id": query_id} | answer(query, places, viewer)) + "\n")
            return
        found = answer(asked, places, viewer)
    if json_wanted:
        click.echo(as_json(found))
        return
    for person in found["people"]:
        click.echo(f"{person['names'][0]}, born {person['date_of_birth'] or 'not known'}: {person['probability']:.2f} ({person['words']})")
        risk = f"{person['risk']} risk" if person["risk"] else "no grade of risk"
        click.echo(f"  {risk}, {person['incidents_12_months']} reports in 12 months, {len(person['orders_in_force'])} orders in force")
    for agency in found.get("ask", ()):
        click.echo(f"May be known to another agency: ask {agency}.")
    if not found["searched"]:
        raise click.ClickException(
            "Nobody can be searched by what was said: give a name, a whole phone number, an address or a date of birth"
        )
    if not found["people"]:
        click.echo(f"Nobody found by {', '.join(found['searched'])}. No record is not no history.")


def _reader(staff_id: str) -> "Viewer":
    from safehold.access.at_command_line import reader
    from safehold.access.postings import NoPosting

    try:
        return reader(staff_id, permission="check_history", page="safehold check")
    except NoPosting as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _answerable(input_: Path, output: Path) -> None:
    """Before the first answer: a question that cannot be read refuses the file, and what stood in `output` stays."""
    if output.exists() and input_.exists() and output.samefile(input_):
        raise click.BadParameter(f"{output} is what is read (--input), and would be lost", param_hint="--output")
    for number, _, query in tables.rows(input_, "query_id", COLUMNS):
        if unread := _unread(query):
            raise Unreadable(f"{input_} row {number}: {unread}")


def _unread(asked: dict[str, str]) -> str:
    """What was said and cannot be used, so that nobody takes "not found" for an answer to it."""
    from safehold.identity.births import read_birth
    from safehold.identity.features import SEXES

    born, sex = asked.get("date_of_birth", ""), asked.get("sex", "").strip()
    if born and read_birth(born) is None:
        return f"{born!r} is not a date of birth: give a date (1990-03-21), a month or a year"
    if sex and sex.lower() not in SEXES and sex.lower() not in UNTOLD:
        return f"{sex!r} is not a sex that can be compared: give {', '.join(SEXES)}, or nothing"
    return ""


def _places() -> tuple[str, ...]:
    """What is asked: the record, and the index that `safehold index` loaded, where there is one."""
    from safehold.chronology.models import StoredEvent
    from safehold.chronology.session import session
    from safehold.commands.starting import NotReady
    from safehold.identity.indexing import standing

    with session() as cursor:
        index = standing(cursor)
    if index is None:
        return ("record",)
    if index.lost:
        raise NotReady(
            "The index is empty since the database ended suddenly. Load it again with `safehold index`, or take it away with --drop."
        )
    return ("record", "index") if StoredEvent.objects.exists() else ("index",)


def answer(asked: dict[str, str], places: Sequence[str] = ("record",), viewer: "Viewer | None" = None) -> dict[str, Any]:
    """The answer to one question, as the command line's contract has it. With a viewer it is of the record alone, and of what they may
    be told of it."""
    from safehold.chronology.session import session
    from safehold.identity.features import query_features
    from safehold.identity.indexing import asked as of_the_index

    started = time.perf_counter()
    people: list[dict[str, Any]] = []
    searched: tuple[str, ...] = ()
    with session() as cursor:
        query = query_features(
            given_name=asked.get("given_name", ""),
            family_name=asked.get("family_name", ""),
            date_of_birth=asked.get("date_of_birth", ""),
            sex=asked.get("sex", ""),
            address=asked.get("address", ""),
            postcode=asked.get("postcode", ""),
            phone=asked.get("phone", ""),
        )
        for place in places if viewer is None else ():
            with of_the_index(cursor) if place == "index" else nullcontext():
                found, searched = _people(cursor, query, _MENTIONS_OF[place])
                people += found
        if viewer is not None:
            people, searched, ask = _as_told(cursor, query, viewer)
            return {"took_ms": round((time.perf_counter() - started) * 1000, 3), "searched": list(searched), "people": people, "ask": ask}
    if len(places) > 1:
        people.sort(key=lambda person: -person["probability"])
    return {"took_ms": round((time.perf_counter() - started) * 1000, 3), "searched": list(searched), "people": people[:MOST]}


def _people(cursor: Any, query: Any, mentions_of: str) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    from safehold.identity.check import check as look_up
    from safehold.web.history import known

    found = look_up(cursor, query, most=MOST)
    people = known(cursor, found, most=MOST)
    return _written(people, _mentions(cursor, mentions_of, [person.person for person in people])), found.searched


def _as_told(cursor: Any, query: Any, viewer: "Viewer") -> tuple[list[dict[str, Any]], tuple[str, ...], list[str]]:
    """What the call page would tell them, and the agencies that they could ask. The look is stored before anything is shown."""
    from django.db import transaction

    from safehold.access import context
    from safehold.access.looks import look
    from safehold.access.viewer import Refused
    from safehold.practice.response.asking import ask
    from safehold.web.history import known

    def read(cursor: Any, told: Any, asker: Any) -> tuple[list[Any], dict[int, tuple[int, ...]]]:
        return known(cursor, told.answer, most=MOST, staff_id=viewer.staff_id, told=told, asker=asker), told.partly

    try:
        with transaction.atomic():
            context.enter(viewer)
            found = ask(viewer, {"person": query}, read)["person"]
    except Refused as refusal:
        look(viewer, "check", refused=True, why=str(refusal))
        raise click.ClickException(str(refusal)) from refusal
    people, partly = found.found
    look(viewer, "check", persons={*(person.person for person in people), *(each.person for each in found.elsewhere)})
    mentions = _mentions(cursor, _MENTIONS_OF["record"], [person.person for person in people if person.person not in partly])
    mentions |= {person: _these(cursor, numbers) for person, numbers in partly.items()}
    return _written(people, mentions), found.answer.searched, [each.agency for each in found.elsewhere]


def _these(cursor: Any, numbers: Iterable[int]) -> list[str]:
    from safehold.chronology.recording import rows

    return [name for (name,) in rows(cursor, _OF_NUMBERS, [list(numbers)])]


def _written(people: Sequence[Any], mentions: dict[int, list[str]]) -> list[dict[str, Any]]:
    return [
        {
            "person": str(person.person) if person.person > 0 else mentions[person.person][0],
            "mentions": mentions.get(person.person, []),
            "probability": round(person.match.probability, 6),
            "words": person.match.words,
            "why": [{"what": why.what, "a": why.a, "b": why.b, "weight": round(why.weight, 4)} for why in person.match.why],
            "names": [person.called, *person.names],
            "date_of_birth": person.date_of_birth,
            "roles": {"victim": person.as_victim, "suspect": person.as_suspect},
            "cases": person.cases,
            "incidents_12_months": person.incidents_12_months,
            "risk": person.risk or None,
            "markers": person.markers,
            "orders_in_force": [{"order": each.what, "conditions": each.conditions} for each in person.orders],
            "bail_in_force": [{"stage": each.what, "conditions": each.conditions} for each in person.bail],
            "children": person.children,
            "related": [
                {"person": str(number), "name": other.called, "how": how}
                for (number, _, how), other in zip(person.related, person.others, strict=True)
            ],
        }
        for person in people
    ]


def _mentions(cursor: Any, query: str, persons: list[int]) -> dict[int, list[str]]:
    from safehold.chronology.recording import rows

    found: dict[int, list[str]] = {}
    for person, name in rows(cursor, query, [persons]):
        found.setdefault(person, []).append(name)
    return found


_OF_NUMBERS = (
    "SELECT e.source_id || '/' || m.ref FROM identity_mention m JOIN chronology_event e ON e.seq = m.event_id"
    " WHERE m.id = ANY(%s::bigint[]) ORDER BY m.id"
)
# By what names the mentions of a person are told, the oldest first.
_MENTIONS_OF = {
    "record": "SELECT p.person_id, e.source_id || '/' || m.ref FROM identity_profile p JOIN identity_mention m ON m.profile_id = p.id"
    " JOIN chronology_event e ON e.seq = m.event_id WHERE p.person_id = ANY(%s) ORDER BY m.id",
    "index": "SELECT person_id, ref FROM identity_profile WHERE person_id = ANY(%s) ORDER BY id DESC",
}
