"""Derives what was shared of each case, and what of it each share shows. Pure."""

from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.recording import Derivation
from safehold.identity.cases_stored import case_id
from safehold.identity.involvement import Touched
from safehold.identity.shares import Share, in_old_form, shares_of
from safehold.sharing.extracting import pieces

SHARE = Table(
    "sharing_share",
    ("event_id", "case_id"),
    (
        "source", "source_id", "of_agency", "with_agency", "shared_by", "shared_role", "shared_at", "extent", "work", "until", "gateways",
        "consent", "ended_at", "acknowledged_at", "acknowledged_by",
    ),
)  # fmt: skip
SHOWN = Table("sharing_shown", ("share", "case_id", "event_id"), ("needs", "told"))
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    shares: Rows = {}
    shown: Rows = {}
    within = set(touched.gone)
    for key, record in touched.records.items():
        case = case_id(key)
        within.add(case)
        for share in shares_of(record.events, record.history):
            number = touched.seq(share.event)
            shares[number, case] = _row(share)
            for event, piece in pieces(record, share).items():
                shown[number, case, touched.seqs[event]] = (piece.needs, piece.told)
    derivation.wanted.append(Wanted(SHARE, "case_id", sorted(within), shares))
    derivation.wanted.append(Wanted(SHOWN, "case_id", sorted(within), shown))


def _row(share: Share) -> tuple[Any, ...]:
    event, by = share.event, share.event.actor
    consent = share.consent.data.get("consent", "") if share.consent is not None else event.data.get("consent", "")
    if event.kind == "idva.referred" and "consent" in event.data:
        consent = "given" if event.data["consent"] else "refused"
    received = share.acknowledged
    return (
        event.id.source, event.id.id, event.agency, share.to, by.id if by else "", by.role if by else "", share.first_at,
        "" if event.kind == "idva.referred" or in_old_form(event) else share.extent,
        share.work, share.until, list(event.data.get("gateways", ())), consent,
        share.ended.recorded_at if share.ended is not None else None,
        received.recorded_at if received is not None else None,
        received.actor.id if received is not None and received.actor else "",
    )  # fmt: skip
