"""Derives what each member of staff was trained in, from `training.completed`: events of a thread, and of nobody's case."""

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.recording import Derivation
from safehold.identity.involvement import Touched
from safehold.rulebook.beyond import LONGEST_STAFF_ID, TRAINING

COMPLETED = Table("training_completed", ("event_id",), ("agency", "staff_id", "course", "specialist_led", "completed_at"))


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    rows = {}
    for event in touched.history.events:
        seq = touched.seqs[event.id]
        if seq in touched.thread and event.kind == TRAINING and event.data.get("staff_id"):
            data = event.data
            # A course of which only the month is known counts from its first day: training is never made out to last longer than it may.
            rows[seq,] = (
                event.agency, str(data["staff_id"])[:LONGEST_STAFF_ID], str(data.get("course", "")), data.get("specialist_led") is True,
                event.occurred_at.earliest,
            )  # fmt: skip
    held = {touched.seqs[key] for key, event in touched.history.by_id.items() if event.kind == TRAINING}
    derivation.wanted.append(Wanted(COMPLETED, "event_id", sorted(held & touched.thread), rows))
