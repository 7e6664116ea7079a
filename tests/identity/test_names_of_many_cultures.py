"""Of names as they are recorded and as they are said, how many find each other; docs/identity.md shows the same numbers."""

import re
from pathlib import Path

import yaml

from safehold.chronology.record import record
from safehold.chronology.session import session
from safehold.identity.check import check
from safehold.identity.features import query_features

PAIRS: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("name_pairs.yaml").read_text("utf-8"))
TOLD = re.compile(r"^\| (.+?) \| (\d+) of (\d+) \|", re.MULTILINE)
SHOWN = 3  # as on the page


def read(line: str) -> list[str]:
    """Given and family name as recorded, and as said."""
    return [name.strip() for name in re.split(r"[|>]", line)]


def test_names_of_many_cultures_are_found_by_names_alone_as_often_as_is_told(database):
    people = [(culture, read(line)) for culture, lines in PAIRS.items() for line in lines]
    mentions = [
        {"role": "victim", "ref": f"r{number}", "given_name": given, "family_name": family}
        for number, (_, (given, family, *_)) in enumerate(people)
    ]
    event = {"kind": "call.received", "agency": "northshire-police", "occurred_at": "2026-11-01T20:00:00+00:00", "source": "names"}
    said = {"data": {"channel": "999", "domestic": True}}
    record([event | said | {"id": f"{start}", "people": mentions[start : start + 50]} for start in range(0, len(mentions), 50)])
    missed: dict[str, list[str]] = {culture: [] for culture in PAIRS}
    with session() as cursor:
        cursor.execute("SELECT ref, person_id FROM identity_profile")
        person = dict(cursor.fetchall())
        for number, (culture, (*_, given, family)) in enumerate(people):
            matches = check(cursor, query_features(given_name=given, family_name=family), most=SHOWN).matches
            if person[f"r{number}"] not in [match.person for match in matches]:
                missed[culture].append(f"{given} {family}")
    told = {culture: (int(found), int(of)) for culture, found, of in TOLD.findall(Path("docs/identity.md").read_text("utf-8"))}
    counted = {culture: (len(lines) - len(missed[culture]), len(lines)) for culture, lines in PAIRS.items()}
    assert told == counted, missed
