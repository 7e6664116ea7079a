"""`safehold check`: the history check of the call page, from the command line."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

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
    from safehold.commands.starting import ready

    with ready():
        if input_ is not None and output is not None:
            with output.open("w", encoding="utf-8") as file:
                for query_id, query in _queries(input_):
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
                "names": [person.name, *person.names],
                "date_of_birth": person.date_of_birth,
                "roles": {"victim": person.as_victim, "suspect": person.as_suspect},
                "cases": person.cases,
                "incidents_12_months": person.incidents_12_months,
                "risk": person.risk or None,
                "markers": person.markers,
                "orders_in_force": [{"order": each.what, "conditions": each.conditions} for each in person.orders],
                "bail_in_force": [{"stage": each.what, "conditions": each.conditions} for each in person.bail],
                "children": person.children,
                "related": [{"person": str(number), "name": name, "how": how} for number, name, how in person.related],
            }
            for person in people
        ],
    }


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


def _queries(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a Parquet or CSV file; columns that are not there are fine, query_id must be."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as parquet

        rows = parquet.read_table(path).to_pylist()
    else:
        import csv

        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, 1):
        if row.get("query_id") in (None, ""):
            raise click.ClickException(f"{path} row {number}: there is no query_id")
        yield str(row["query_id"]), {name: str(row[name]) for name in COLUMNS if row.get(name) not in (None, "")}
