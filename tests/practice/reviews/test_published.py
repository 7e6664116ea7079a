"""The published cases as a panel reads them: what was officially found, in sentences with dates and source, by both standards."""

from pathlib import Path

from harness.recorded import ANNA, BORIS, PAIR, ago, event
from practice.reviews.seated import as_viewer
from rulebook.test_published_cases import FINDINGS
from safehold.chronology.importing import import_files
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case, CaseEvent
from safehold.practice.reviews import actions, seats
from safehold.practice.reviews.findings import SLIPPED, found, written_otherwise
from safehold.practice.reviews.material import material, told
from safehold.rulebook.loader import standard_rules

CASES = Path(__file__).resolve().parents[2] / "cases"
NOT_THEN = {"review-decided", "review-notified", "escort-decided", "history-check", "marac-referral"}


def test_a_panel_finds_what_was_officially_found_and_nothing_that_was_not_in_force_yet(viewer_as):
    import_files([CASES / f"{name}.jsonl" for name in FINDINGS])
    chair = viewer_as("csp_chair")
    for name, duties in FINDINGS.items():
        events = CaseEvent.objects.filter(event_id__in=StoredEvent.objects.filter(source=name).values("seq")).values_list(
            "case_id", flat=True
        )
        case = Case.everything.filter(id__in=set(events)).order_by("-events")[0]
        with as_viewer(chair):
            opening = actions.Opening("learning", hold=True, reason="What was published is to be learned from.")
            review = actions.open_review(by=chair, case=case, opening=opening)
            held = material(chair, seats.review(chair, review.pk))
            now = max(event.occurred_at.latest for event in held.events)
            by = {standard: found(held, standard_rules(), standard, now=now) for standard in ("then", "today")}
            shown = told(held)
        slipped = {each.finding.duty: each.finding for each in by["today"] if each.finding.state in SLIPPED}
        assert slipped.keys() >= set(duties.split()), name
        for each in slipped.values():
            assert each.why.endswith(".")
            assert each.source
            assert each.trigger
        if name == "refuge-escort-2008":
            assert not {each.finding.duty for each in by["then"]} & NOT_THEN
        assert {entry.event.id.source for entry in shown} == {name}
        assert any(not entry.event.occurred_at.exact for entry in shown)
        assert all(entry.event.basis for entry in shown)


def test_who_was_written_otherwise_and_was_the_same_is_said(viewer_as):
    boris = BORIS | {"given_name": "Borys", "family_name": "Tangelwood", "ref": "N9"}
    event("call.received", ago(days=90), *PAIR, channel="999", domestic=True)
    event("arrest.made", ago(days=60), ANNA, boris, offence="assault", source="other-records", agency="southmere-police")
    chair, case = viewer_as("csp_chair"), Case.everything.get()
    with as_viewer(chair):
        review = actions.open_review(by=chair, case=case, opening=actions.Opening("learning", hold=True, reason="Calls were not linked."))
        held = material(chair, seats.review(chair, review.pk))
    (same,) = written_otherwise(held.shown)
    assert (same.one, same.other, same.judgement) == ("Boris Tanglewood", "Borys Tangelwood", "linked")
    assert {same.one_event.agency, same.other_event.agency} == {"northshire-police", "southmere-police"}
    assert "same date of birth" in same.words
