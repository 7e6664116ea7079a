"""The records of a viewer's agency that the viewer may decide of: not those of a case that is restricted to others."""

from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.identity.models import Case
from safehold.retention import finding
from safehold.retention.deciding import DECIDE, decided, standing_decisions
from safehold.retention.on_file import ALONE, Filed, filed, named
from safehold.retention.overview import Row, overview
from safehold.retention.reading import schedule_of
from safehold.retention.standing import stand

# How many a page looks at: those that have been quiet longest.
MOST = 300


def rows(viewer: Viewer, now: int) -> tuple[list[Row], bool]:
    """Those old enough for a question to arise, what is due first first; and whether there are more than are looked at."""
    viewer.must(DECIDE)
    found = list(overview(now, viewer.agency, MOST + 1))
    cases = {row.record.subject.id for row in found if not _alone(row.record.subject.id)}
    seen = set(Case.objects.for_viewer(viewer).filter(id__in=cases).values_list("id", flat=True))
    listed = sorted(
        (row for row in found if _alone(row.record.subject.id) or row.record.subject.id in seen),
        key=lambda row: (row.standing.due, row.record.subject.id),
    )
    return listed, len(found) > MOST


def row(viewer: Viewer, subject: str, now: int) -> Row | None:
    """One record, due or not. Nothing where there is none, or none that this viewer may see."""
    viewer.must(DECIDE)
    if not _alone(subject) and not Case.objects.for_viewer(viewer).filter(id=subject).exists():
        return None
    with recorder() as cursor:
        known = named(cursor, subject)
        record = next(iter(filed(cursor, [known], viewer.agency)), None) if known else None
    return _row(record, now) if record is not None else None


def _row(record: Filed, now: int) -> Row:
    decisions = standing_decisions(record)
    return Row(record, stand(record.on_file, schedule_of(record.area), decided(decisions), now), decisions)


def alone_called(viewer: Viewer, name: str, now: int) -> list[Row]:
    """Those in no case whom the viewer's agency has on record by this name, due or not."""
    viewer.must(DECIDE, kind="search")
    with recorder() as cursor:
        found = finding.alone_called(cursor, name, viewer.agency)
    return [_row(each, now) for each in found]


def alone(viewer: Viewer, person: int, now: int) -> str:
    """The record of somebody by themselves, as its page is named, where the viewer's agency has one and the viewer may decide of it."""
    subject = f"{ALONE}{person}"
    return subject if row(viewer, subject, now) is not None else ""


def _alone(subject: str) -> bool:
    return subject.startswith(ALONE)
