"""Reviews of deaths and of cases for learning: who sits on each, what was said and decided in it, and the papers that it had and made.
Added to and never changed.

What a review tells the agencies (that it is held, completed, sent; what was agreed) is in the chronology. What a panel works with is here
and nowhere else, and whatever names anybody stands in `sealed`, encrypted by keys that the database does not hold. Times are instants.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.database.only_added import OnlyAdded


class Review(OnlyAdded):
    """`agency` holds it, `case_id` is the case as it was called then, `kind` one of kinds.yaml's."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    case_id = models.TextField()
    persons = ArrayField(models.BigIntegerField())
    kind = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "reviews_review"

    @property
    def number(self) -> str:
        """By which it is known to all who may not know whose death it is."""
        return f"{self.pk:03}"


class Seat(OnlyAdded):
    """That somebody sits on the panel, or no more: of several the last holds. They sit as one of their agency,
    until an instant where the review is over."""

    id = models.BigAutoField(primary_key=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    agency = models.TextField()
    chair = models.BooleanField()
    given = models.BooleanField()
    at = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "reviews_seat"
        indexes = [models.Index(fields=["user", "review", "-id"], name="reviews_seat_of")]


class Entry(OnlyAdded):
    """Something said or decided. `what` is one of entries.KINDS, `subject` the entry that it is about, if any. `open`: it names nobody, and
    whoever sits on any review reads it."""

    id = models.BigAutoField(primary_key=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="entries")
    at = models.BigIntegerField()
    what = models.TextField()
    subject = models.BigIntegerField(null=True)
    open = models.BooleanField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    agency = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "reviews_entry"
        indexes = [
            models.Index(fields=["review", "id"], name="reviews_entry_of"),
            models.Index(fields=["id"], name="reviews_entry_open", condition=models.Q(open=True)),
        ]


class Paper(OnlyAdded):
    """A file: a management report that came, the partnership's template, or what the review made. `of` is the agency that it came from, or
    which document it is; `digest` is of its bytes, which are kept in `sealed`."""

    id = models.BigAutoField(primary_key=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="papers")
    at = models.BigIntegerField()
    what = models.TextField()
    of = models.TextField()
    form = models.TextField()
    digest = models.TextField()
    size = models.IntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "reviews_paper"
        indexes = [models.Index(fields=["review", "what", "-id"], name="reviews_paper_of")]
