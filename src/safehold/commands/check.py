"""`safehold check`: the history check of the call page, from the command line."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from safehold.chronology.importing import Unreadable
from safehold.commands import tables
from safehold.commands.record import as_json

COLUMNS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone")


@click.command()
@click.option("--given-name", default="")
@click.option("--family-name", default="")
@click.option("--date-of-birth", default="", help="A date, a month or a year.")
@click.option("--sex", default="")
@click.option("--address", default="")
@click.option("--postcode", default="")
@click.option("--phone", default="")
@click.option("--input", "input_", type=click.Path(dir_okay=False, path_type=Path), help="Many questions: Parquet or CSV with query_id.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the answers go, one JSON line each.")
@click.option("--json", "json_wanted", is_flag=True)
def check(input_: Path | None, output: Path | None, json_wanted: bool, **asked: str) -> None:
    """Finds who someone may be, and what matters about them first."""
    if (input_ is None) != (output is None):
        raise click.UsageError("--input and --output go together")
    if input_ is None and not any(asked.values()):
        raise click.UsageError("say something of the person: a name, a date of birth, an address, a phone number")
    if unread := _unread(asked):
        raise click.UsageError(unread)
    from safehold.commands.starting import ready

    with ready():
        if input_ is not None and output is not None:
            with output.open("w", encoding="utf-8") as file:
                for number, query_id, query in tables.rows(input_, "query_id", COLUMNS):
                    if unread := _unread(query):
                        raise Unreadable(f"{input_} row {number}: {unread}")
                    file.write(as_json({"query_id": query_id} | answer(query)) + "\n")
            return
        found = answer(asked)
    if json_wanted:
        click.echo(as_json(found))
        return
    for person in found["people"]:
        click.echo(f"{person['names'][0]}, born {person['date_of_birth'] or 'not known'}: {person['probability']:.2f} ({person['words']})")
        risk = f"{person['risk']} risk" if person["risk"] else "no grade of risk"
        click.echo(f"  {risk}, {person['incidents_12_months']} reports in 12 months, {len(person['orders_in_force'])} orders in force")
    if not found["people"]:
        click.echo(f"Nobody found by {', '.join(found['searched'])}. No record is not no history.")


def _unread(asked: dict[str, str]) -> str:
    """What was said and cannot be used, so that nobody takes "not found" for an answer to it."""
    from safehold.identity.births import read_birth

    born = asked.get("date_of_birth", "")
    return f"{born!r} is not a date of birth: give a date (1990-03-21), a month or a year" if born and read_birth(born) is None else ""


def answer(asked: dict[str, str]) -> dict[str, Any]:
    """The answer to one question, as the command line's contract has it."""
    from django.db import connection

    from safehold.identity.check import check as look_up
    from safehold.identity.features import query_features
    from safehold.web.history import known

    started = time.perf_counter()
    with connection.cursor() as cursor:
        query = query_features(
            given_name=asked.get("given_name", ""),
            family_name=asked.get("family_name", ""),
            date_of_birth=asked.get("date_of_birth", ""),
            sex=asked.get("sex", ""),
            address=asked.get("address", ""),
            postcode=asked.get("postcode", ""),
            phone=asked.get("phone", ""),
        )
        found = look_up(cursor, query, most=12)
        people = known(cursor, found, most=12)
        mentions = _mentions(cursor, [person.person for person in people])
        names = _names(cursor, {number for person in people for number in (person.person, *(other for other, _, _ in person.related))})
    return {
        "took_ms": round((time.perf_counter() - started) * 1000, 3),
        "searched": list(found.searched),
        "people": [
            {
                "person": str(person.person),
                "mentions": mentions.get(person.person, []),
                "probability": round(person.match.probability, 6),
                "words": person.match.words,
                "why": [{"what": why.what, "a": why.a, "b": why.b, "weight": round(why.weight, 4)} for why in person.match.why],
                "names": [names.get(person.person, ""), *person.names],
                "date_of_birth": person.date_of_birth,
                "roles": {"victim": person.as_victim, "suspect": person.as_suspect},
                "cases": person.cases,
                "incidents_12_months": person.incidents_12_months,
                "risk": person.risk or None,
                "markers": person.markers,
                "orders_in_force": [{"order": each.what, "conditions": each.conditions} for each in person.orders],
                "bail_in_force": [{"stage": each.what, "conditions": each.conditions} for each in person.bail],
                "children": person.children,
                "related": [{"person": str(number), "name": names.get(number, ""), "how": how} for number, _, how in person.related],
            }
            for person in people
        ],
    }


def _names(cursor: Any, persons: Iterable[int]) -> dict[int, str]:
    """As they were given, not as a page sets them."""
    from safehold.chronology.recording import rows

    query = "SELECT id, btrim(given_name || ' ' || family_name) FROM identity_person WHERE id = ANY(%s)"
    return dict(rows(cursor, query, [list(persons)]))


def _mentions(cursor: Any, persons: list[int]) -> dict[int, list[str]]:
    from safehold.chronology.recording import rows

    found: dict[int, list[str]] = {}
    for person, name in rows(
        cursor,
        "SELECT p.person_id, e.source_id || '/' || m.ref FROM identity_profile p JOIN identity_mention m ON m.profile_id = p.id"
        " JOIN chronology_event e ON e.seq = m.event_id WHERE p.person_id = ANY(%s) ORDER BY m.id",
        [persons],
    ):
        found.setdefault(person, []).append(name)
    return found
