"""From which number on duties were written since an instant. A duty that stands otherwise, for whatever reason, is taken away and written
anew: by a recording, by people joined or parted, by new rules. So what was written since holds all that changed."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from safehold.access.systems.models import Mark

APART = timedelta(minutes=1)
# A number that was given out is seen once its transaction ends, which a nightly run may keep for a while.
LONGEST_WRITING = timedelta(minutes=10)
KEPT = timedelta(days=40)


def note() -> None:
    """How far numbers have come by now, at most once a minute."""
    now = timezone.now()
    if Mark.objects.filter(at__gt=now - APART).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM rulebook_obligation_id_seq")
        ((last,),) = cursor.fetchall()
    Mark.objects.bulk_create([Mark(at=now, last=last)], ignore_conflicts=True)
    Mark.objects.filter(at__lt=now - KEPT).delete()


def written_since(since: datetime) -> int:
    """Whatever has a greater number may have been written since; everything, where nobody noted how far they had come."""
    before = Mark.objects.filter(at__lte=since - LONGEST_WRITING).order_by("-at").values_list("last", flat=True)
    return before[0] if before[:1] else 0
