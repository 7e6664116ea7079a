"""Records of a made-up area go in any order, by some agencies and not by others: state is always what the chronology gives."""

import random
import time

from django.db import transaction

from retention.long_ago import days_pass
from safehold.access.models import User
from safehold.chronology.importing import import_files
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.session import recorder
from safehold.chronology.verify import verify
from safehold.retention.models import Decision, Removal
from safehold.retention.overview import overview
from safehold.retention.removing import carry_out_all
from safehold.synthetic.area import Area
from safehold.synthetic.output import write

PEOPLE, MONTHS, SEED, GONE = 1200, 2, 5, 14
A_LIFE = 100 * 366 * 86_400_000_000


def test_what_goes_at_random_leaves_no_trace_in_state_and_the_chain_whole(staff, owner, tmp_path):
    until = 1_780_000_000
    written = write(Area(PEOPLE, MONTHS, SEED, until), tmp_path)
    import_files([tmp_path / name for name in written["files"]])
    now = time.time_ns() // 1000
    with transaction.atomic():
        rows = [row for row in overview(now + A_LIFE) if not row.standing.holds]
    by = User.objects.order_by("pk")[0]
    for row in random.Random(SEED).sample(rows, GONE):
        with transaction.atomic(), recorder():
            Decision.objects.create(
                at=now, agency=row.record.on_file.agency, subject=row.record.subject.id, persons=sorted(row.record.subject.persons),
                events=sorted(row.record.seqs), group="3", keep=False, two=False, days=0, whenever=True, ground="court_order", by=by,
                role="records_manager",
            )  # fmt: skip
    days_pass(owner)
    assert carry_out_all() == GONE
    assert sum(each.events for each in Removal.objects.all()) > GONE
    assert verify().faults == []
    assert rebuild(check=True).differences == []
