"""How far an agency's records reach, as it declares it, and what people have said of duties: derived, and the same when derived anew."""

from harness.recorded import PAIR, ago, event, now, released
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.times import DAY, read_when
from safehold.rulebook.models import Coverage, Obligation, reach


def declared(feed: str, through: str, at=None, agency: str = "northshire-police", **more):
    return event("coverage.declared", at or ago(hours=1), agency=agency, feed=feed, complete_through=through, **more)


def test_the_last_word_on_each_feed_counts_and_an_agency_reaches_as_far_as_its_shortest(database):
    declared("custody", "2026-03-02T10:00:00+00:00", ago(hours=3))
    declared("custody", "2026-03-04T10:00:00+00:00", ago(hours=1))
    declared("custody", "2026-03-03T10:00:00+00:00", ago(hours=2))
    declared("calls", "2026-03-09")
    assert reach() == {"northshire-police": read_when("2026-03-04T10:00:00+00:00").latest}
    assert Coverage.objects.get(feed="calls").complete_through == read_when("2026-03-09").latest


def test_a_declaration_that_was_corrected_or_struck_out_no_longer_counts(database):
    first = declared("calls", "2026-03-01", ago(hours=3))
    wrong = declared("calls", "2026-03-05", ago(hours=2))
    assert reach() == {"northshire-police": read_when("2026-03-05").latest}
    event("event.voided", ago(hours=1), about=wrong, reason="the feed had stopped")
    assert reach() == {"northshire-police": read_when("2026-03-01").latest}
    declared("calls", "2026-02-20", ago(hours=3), corrects=first)
    assert reach() == {"northshire-police": read_when("2026-02-20").latest}


def test_what_falls_due_beyond_what_an_agency_has_supplied_is_not_known(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, at=ago(days=20))
    assert _state(viewer) == "breached"
    declared("custody", ago(days=21).isoformat())
    assert _state(viewer) == "unknown"
    declared("custody", ago(minutes=1).isoformat(), ago(minutes=1))
    assert _state(viewer) == "breached"


def test_deriving_anew_finds_the_same(viewer_as):
    viewer = viewer_as("investigator")
    declared("custody", "2026-03-02")
    trigger = released(*PAIR)
    named = {"duty": "victim-told-of-release", "trigger": {"source": trigger.source, "id": trigger.id}}
    event("duty.help_asked", ago(minutes=30), **named, of={"role": "witness_care_officer"}, why="cannot reach her")
    event("clock.stopped", ago(minutes=20), **named, awaiting="a safe number")
    found = Obligation.objects.for_viewer(viewer).get(rule="victim-told-of-release")
    assert (found.help_role, found.awaiting) == ("witness_care_officer", "a safe number")
    assert rebuild(check=True).differences == []


def _state(viewer) -> str:
    return Obligation.objects.for_viewer(viewer).at(now() + DAY).get(rule="victim-told-of-release").state_now
