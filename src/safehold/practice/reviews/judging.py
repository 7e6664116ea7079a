"""Reads a chronology as a review does: who is who, which duties arose, what became of each. Pure; no database."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.history import as_known
from safehold.chronology.times import BadTime, moment, read_when
from safehold.identity.cases import CaseKey, CaseRecord, MentionId, records
from safehold.identity.link import Judgement, Linked, link
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.model import Standard
from safehold.rulebook.obligation import Obligation, merged
from safehold.rulebook.rulebook import Rulebook

UNCHECKED = {"M": " (not checked against it)", "M-low": " (unsure, and not checked against it)"}


class Finding(msgspec.Struct, frozen=True):
    """A duty that arose, and its state: the review's own words are `why`. `source` says where nobody has checked the rule against it."""

    duty: str
    version: str
    state: str
    trigger: list[str]
    triggered_at: str
    due: str | None
    decided_by: list[str]
    who: str
    agency: str
    source: str
    why: str


class PersonFound(msgspec.Struct, frozen=True):
    person: str
    role: str
    mentions: list[str]


class CaseJudged(msgspec.Struct, frozen=True):
    case: str
    file: str
    people: list[PersonFound]
    findings: list[Finding]


class JudgedBy(msgspec.Struct, frozen=True):
    """By which rules: the `file` that was judged, or "" for stored cases; whether the rules are those that ship or those that run here,
    with what was agreed to change; whose numbers they name; how many versions of rules there are; and a digest of it all."""

    file: str
    rules: Literal["shipped", "running"]
    area: str
    versions: int
    digest: str


class Review(msgspec.Struct, frozen=True):
    cases: list[CaseJudged]
    links: list[dict[str, Any]]
    rules: list[JudgedBy] = []


def judge(
    events: Iterable[Event],
    rules: Rulebook,
    *,
    standard: Standard,
    today: int,
    now: int,
    known_at: int | None = None,
    file: str = "",
    persons: dict[MentionId, int] | None = None,
    possible: frozenset[tuple[int, int]] = frozenset(),
    only: CaseKey | None = None,
) -> Review:
    """Judges every case of a chronology, or one. Times are instants. Coverage is what the chronology declares; with none it is taken as
    whole. Who is who is worked out from the events alone, unless `persons` says it, and `possible` which of them may be one."""
    found = list(events) if known_at is None else as_known(events, known_at)
    linked = link(found) if persons is None else Linked(persons, [], possible)
    cases = records(found, linked.persons, linked.possible)
    if only is not None:
        # What is owed in this case may be met in another of hers or his.
        cases = {key: record for key, record in cases.items() if {*key} & {*only} - {None}}
    coverage = declared(found)
    by_case: dict[CaseKey, list[Obligation]] = {}
    best: dict[Any, Obligation] = {}
    for key, record in cases.items():
        by_case[key] = evaluate(record, rules, now=now, standard=standard, today=today, coverage=coverage)
    for each in merged(obligation for of_case in by_case.values() for obligation in of_case):
        best[each.key] = each
    return Review(
        [
            CaseJudged(
                case=_name(key),
                file=file,
                people=_people(record, linked.persons),
                findings=[_finding(best[each.key], rules) for each in by_case[key]],
            )
            for key, record in cases.items()
            if only is None or key == only
        ],
        [_link(each) for each in linked.judgements],
    )


def declared(events: Iterable[Event]) -> dict[str, int] | None:
    """Up to when each agency's records are whole, by what it declared of all its feeds; None where nobody declared anything."""
    latest: dict[tuple[str, str], tuple[int, int]] = {}
    for event in events:
        if event.kind == "coverage.declared" and "complete_through" in event.data:
            try:
                through = read_when(event.data["complete_through"]).latest
            except BadTime:
                continue
            key = (event.agency, str(event.data.get("feed", "")))
            latest[key] = max(latest.get(key, (0, 0)), (event.recorded_at, through))
    if not latest:
        return None
    by_agency: dict[str, list[int]] = defaultdict(list)
    for (agency, _), (_, through) in latest.items():
        by_agency[agency].append(through)
    return {agency: min(found) for agency, found in by_agency.items()}


def _name(key: CaseKey) -> str:
    return f"{key.victim}-{key.suspect}" if key.suspect is not None else str(key.victim)


def _people(record: CaseRecord, persons: dict[MentionId, int]) -> list[PersonFound]:
    wanted = {record.key.victim: "victim"} | ({record.key.suspect: "suspect"} if record.key.suspect is not None else {})
    mentions: dict[int, list[str]] = defaultdict(list)
    for event in record.history.by_id.values():
        for mention in event.people:
            person = persons.get(MentionId(event.id, mention.ref))
            if person in wanted:
                mentions[person].append(f"{event.id.id}/{mention.ref}")
    return [PersonFound(str(person), role, mentions[person]) for person, role in wanted.items()]


def _finding(each: Obligation, rules: Rulebook) -> Finding:
    rule = rules.version(each.rule, each.version)
    return Finding(
        duty=each.rule,
        version=each.version,
        state=each.state,
        trigger=[event.id for event in each.trigger],
        triggered_at=_written(each.triggered_at.earliest, each.triggered_at.latest),
        due=moment(each.due.latest).isoformat() if each.due else None,
        decided_by=[event.id for event in each.decided_by],
        who=each.who,
        agency=each.agency,
        source=f"{each.source}{UNCHECKED.get(rules.sure(rule), '') if rule is not None else ''}",
        why=each.why,
    )


def _written(earliest: int, latest: int) -> str:
    if earliest == latest:
        return moment(earliest).isoformat()
    return f"{moment(earliest).isoformat()}/{moment(latest).isoformat()}"


def _link(each: Judgement) -> dict[str, Any]:
    return {
        "a": f"{each.a.event.id}/{each.a.ref}",
        "b": f"{each.b.event.id}/{each.b.ref}",
        "judgement": each.judgement,
        "probability": round(each.probability, 6),
        "why": [{"what": why.what, "a": why.a, "b": why.b, "weight": round(why.weight, 4)} for why in each.why],
        "words": each.words,
    }
