"""The append-only record. Times are instants: microseconds since 1970, UTC (see times.py). Nothing here is ever updated or deleted,
and the database refuses it; content is removed only by the function redact_part (see migrations)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value


class StoredEvent(models.Model):
    """An event with the canonical bytes of its parts. The columns before `names` repeat the envelope, for indexes and for order."""

    seq = models.BigAutoField(primary_key=True)
    source = models.TextField(db_collation="C")
    source_id = models.TextField(db_collation="C")
    kind = models.TextField()
    agency = models.TextField()
    earliest = models.BigIntegerField()
    latest = models.BigIntegerField()
    recorded = models.BigIntegerField()
    received = models.BigIntegerField()
    corrects_source = models.TextField(null=True, db_collation="C")
    corrects_id = models.TextField(null=True, db_collation="C")
    origin = models.TextField(default="")
    names = ArrayField(models.TextField())
    bodies = ArrayField(models.BinaryField(null=True))
    salts = ArrayField(models.BinaryField(null=True))
    digests = ArrayField(models.BinaryField())
    digest = models.BinaryField()
    redactions = models.SmallIntegerField(default=0)
    # What stands apart from its parts, encrypted (see apart/): "person:0/address", "note". In such a part's place is what is left of it.
    kept = ArrayField(models.TextField(), default=list, db_default=Value([], output_field=ArrayField(models.TextField())))

    class Meta:
        db_table = "chronology_event"
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="chronology_event_key")]
        indexes = [
            models.Index(
                fields=["corrects_source", "corrects_id"], name="chronology_event_corrects", condition=models.Q(corrects_id__isnull=False)
            ),
            models.Index(fields=["agency"], name="chronology_event_coverage", condition=models.Q(kind="coverage.declared")),
            models.Index(fields=["agency", "earliest"], name="chronology_event_alarms", condition=models.Q(kind="alarm.activated")),
        ]


class About(models.Model):
    """An id that an event says it is about; the event of that id may come later, or never."""

    pk = models.CompositePrimaryKey("event_id", "source", "source_id")
    event = models.ForeignKey(StoredEvent, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    source = models.TextField(db_collation="C")
    source_id = models.TextField(db_collation="C")

    class Meta:
        db_table = "chronology_about"
        indexes = [models.Index(fields=["source", "source_id"], name="chronology_about_target")]


class Waiting(models.Model):
    """An event, taken in bulk, from which state has still to be worked out."""

    event_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "chronology_waiting"


class ChainLink(models.Model):
    """One link of an agency's chain: it holds the link before it and one event's digest."""

    pk = models.CompositePrimaryKey("agency", "position")
    agency = models.TextField()
    position = models.BigIntegerField()
    event = models.OneToOneField(StoredEvent, on_delete=models.DO_NOTHING, db_constraint=False)
    previous = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        db_table = "chronology_chain"
