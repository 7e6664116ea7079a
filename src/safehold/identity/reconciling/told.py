"""What the nightly runs changed, or would change, as far as the viewer may see all the people in it."""

from collections import Counter

import msgspec

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.identity.models import Mention, Person
from safehold.identity.reconciling.models import Change, Run

MOST_RUNS = 30
MOST_CHANGES = 300
ORDER = ("joined", "parted", "regrouped", "unsure", "settled")


class Told(msgspec.Struct, frozen=True):
    """`people` are those whom it concerns, as they are now; `were` how many they were."""

    what: str
    were: int
    people: list[int]


class RunTold(msgspec.Struct, frozen=True):
    """`counts` are of all changes of each kind, `unseen` of those with people whom the viewer may not see; of very many the first."""

    run: Run
    counts: dict[str, int]
    changes: list[Told]
    people: dict[int, Person]
    unseen: int


def runs() -> list[Run]:
    """The newest first. They name nobody."""
    return list(Run.objects.order_by("-id")[:MOST_RUNS])


def told(viewer: Viewer, run: Run) -> RunTold:
    with matching():
        counts = Counter(Change.objects.filter(run_id=run.id).values_list("what", flat=True))
        of_run = Change.objects.filter(run_id=run.id).order_by("id")
        listed = [each for what in ORDER for each in of_run.filter(what=what)[:MOST_CHANGES]][:MOST_CHANGES]
        named = {number for each in listed for number in (*each.before, *each.after)}
        now = dict(Mention.objects.filter(id__in=named).values_list("id", "person_id"))
    people = Person.objects.for_viewer(viewer).in_bulk(set(now.values()))
    found = [(each, sorted({now[number] for number in (*each.before, *each.after) if number in now})) for each in listed]
    seen = [Told(each.what, len(each.before), persons) for each, persons in found if persons and people.keys() >= set(persons)]
    return RunTold(run, {what: counts[what] for what in ORDER if counts[what]}, seen, people, len(listed) - len(seen))
