"""What may not be done yet in an investigation, and what is missing for it. Pure: each function gives sentences, and none where it may be.

What other systems send is not asked here: what they record wrongly is found as a breach by the rules (rulebook/rules/recording.yaml,
investigation.yaml).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from safehold.chronology.envelope import Event
from safehold.practice.investigation.evidence import REVIEWED, standard

REPORTS = ("call.received", "third_party.reported")
Data = Mapping[str, Any]


def lacking(kind: str, data: Data, by: str, events: Iterable[Event]) -> list[str]:
    """`by` is the staff number of whoever records it; `events` are those of the case, in their order."""
    ask = GUARDS.get(kind)
    return ask(data, by, list(events)) if ask is not None else []


def lacking_unseen(kind: str, data: Data, by: str) -> list[str]:
    """The same of somebody with whom a part of the case was shared: by what they say alone, so that no answer tells what the case holds.
    What only whoever sees the case can know is theirs to do."""
    if kind == "crime.outcome" and str(data.get("outcome", "")) in standard().for_lack_of_support:
        return ["Ask the agency that shared it to close it: it sees whether the evidence that does not rest on her was reviewed."]
    if kind == "suspect.warned" and not str(data.get("reason", "")).strip():
        return ["Say why a warning is enough. There may be earlier reports or warnings that were not shared with you: ask."]
    return lacking(kind, data, by, ())


def unreviewed(events: Iterable[Event]) -> list[str]:
    """What has to come before a crime is closed for lack of support, beside what the closure itself has to say."""
    review = last_review(events)
    if review is None:
        return ["Nobody has reviewed the evidence that does not rest on her since the crime was recorded. Record that review first."]
    if review.data.get("sufficient") is True:
        return ["The review found enough to go on without her. Send the file to prosecutors, or have the evidence reviewed again."]
    return []


def _outcome(data: Data, by: str, events: list[Event]) -> list[str]:
    table = standard()
    if str(data.get("outcome", "")) not in table.for_lack_of_support:
        return []
    found = unreviewed(events)
    if data.get("evidence_led_review") is not True:
        found.append("Say that it was reviewed without relying on her account.")
    return found + _another(data.get("supervisor"), by, table.supervisors, "A supervisor who is not you has to sign the closure")


def _screened_out(data: Data, by: str, _events: list[Event]) -> list[str]:
    found = _another(
        data.get("supervisor"),
        by,
        standard().supervisors,
        "A domestic crime is not screened out. If it is, a supervisor who is not you answers for it, and it stands as a breach",
    )
    if not str(data.get("reason", "")).strip():
        found.append("Say why, so that a review can read it.")
    return found


def _penalty(data: Data, by: str, _events: list[Event]) -> list[str]:
    to = data.get("to_role")
    if not to:
        return ["Say who is penalised: the victim never, for what she reported."]
    if to != "victim" or data.get("arises_from_report") is False:
        return []
    said = "A victim is not penalised for what she reports. If it does not arise from her report, say so"
    answered = "if it does, an inspector or a superintendent who is not you answers for it, and it stands as a breach"
    return _another(data.get("authorised_by"), by, standard().authorises_penalty, f"{said}; {answered}")


def _interviewed(data: Data, _by: str, _events: list[Event]) -> list[str]:
    if data.get("how") == "voluntary" and not str(data.get("necessity", "")).strip():
        return [
            "Say why an arrest was not necessary: to protect her, to set bail conditions, to search and seize, to stop him reaching her."
        ]
    return []


def _warned(data: Data, _by: str, events: list[Event]) -> list[str]:
    if str(data.get("reason", "")).strip():
        return []
    warnings = sum(event.kind == "suspect.warned" for event in events)
    reports = sum(event.kind in REPORTS for event in events)
    if not warnings and reports < 2:
        return []
    before = f"{counted(reports, 'report')} and {counted(warnings, 'warning')}"
    return [f"There are {before} on record already. Read them, and say why a warning is enough now."]


def _file(data: Data, _by: str, _events: list[Event]) -> list[str]:
    if data.get("history_included") is True or str(data.get("left_out_because", "")).strip():
        return []
    return ["Send the history with the file: earlier reports, assessments, orders and bail. If it is left out, say why."]


GUARDS: Mapping[str, Callable[[Data, str, list[Event]], list[str]]] = {
    "crime.outcome": _outcome,
    "crime.screened_out": _screened_out,
    "penalty.issued": _penalty,
    "suspect.interviewed": _interviewed,
    "suspect.warned": _warned,
    "cps.file_sent": _file,
}


def last_review(events: Iterable[Event]) -> Event | None:
    """Of the evidence, before any closure: since the last crime was recorded."""
    found = None
    for event in events:
        if event.kind == "crime.recorded":
            found = None
        elif event.kind == REVIEWED and event.data.get("purpose") != "supervision":
            found = event
    return found


def _another(given: Any, by: str, roles: frozenset[str], said: str) -> list[str]:
    named = given if isinstance(given, dict) else {}
    fits = bool(named.get("id")) and named.get("id") != by and named.get("role") in roles
    return [] if fits else [f"{said}."]


def counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
