"""Who is who. A mention's number is its event's sequence number times 1024 plus its place in the event; a profile's number is that of its
first mention, and a person's that of the oldest profile in the cluster, so that all three survive a rebuild.

Judgements are kept, never derived; everything else here is derived from the chronology and the judgements.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Reverse

from safehold.access.scope import Scoped, cases_of
from safehold.access.viewer import Viewer
from safehold.identity.as_read import People, PeopleSeen
from safehold.identity.shares import FOREVER
from safehold.identity.visibility import persons_seen


class Profile(models.Model):
    """Mentions of one source and ref that say the same of a person. `features` is what comparison reads, in MessagePack."""

    id = models.BigIntegerField(primary_key=True)
    source = models.TextField(db_collation="C")
    ref = models.TextField(db_collation="C")
    fingerprint = models.BinaryField()
    features = models.BinaryField()
    named = models.BooleanField()
    person_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_profile"
        constraints = [models.UniqueConstraint(fields=["source", "ref", "fingerprint"], name="identity_profile_key")]


class Mention(models.Model):
    id = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(db_index=True)
    ref = models.TextField()
    role = models.TextField()
    profile_id = models.BigIntegerField(db_index=True)
    person_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_mention"


class Key(models.Model):
    """A blocking key of a profile, as keys.number makes it."""

    pk = models.CompositePrimaryKey("key", "profile_id")
    key = models.BigIntegerField()
    profile_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_key"


class Judgement(models.Model):
    """That two profiles are, may be or are not one person. A machine's has a model and a score; a person's has the event that says it."""

    id = models.BigAutoField(primary_key=True)
    a = models.BigIntegerField(db_index=True)
    b = models.BigIntegerField(db_index=True)
    judgement = models.TextField()
    weight = models.FloatField()
    probability = models.FloatField()
    why = models.JSONField(default=list)
    model = models.TextField(default="")

    class Meta:
        db_table = "identity_judgement"
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="identity_judgement_pair")]


class Decision(models.Model):
    """What a person judged about two mentions. `a_said` and `b_said` are what each name may mean (source, event and ref), the likeliest
    first; the mention is empty until it arrives, and `a` and `b` are the profiles to which the mentions belong. A decision that was undone,
    voided or replaced no longer stands."""

    event_id = models.BigIntegerField(primary_key=True)
    a_said = ArrayField(models.TextField())
    b_said = ArrayField(models.TextField())
    judgement = models.TextField()
    stands = models.BooleanField(default=True)
    a_mention = models.BigIntegerField(null=True, db_index=True)
    b_mention = models.BigIntegerField(null=True, db_index=True)
    a = models.BigIntegerField(null=True, db_index=True)
    b = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        db_table = "identity_decision"
        indexes = [
            GinIndex(fields=["a_said"], name="identity_decision_a_said", fastupdate=False),
            GinIndex(fields=["b_said"], name="identity_decision_b_said", fastupdate=False),
        ]


class Said(models.Model):
    """What to call somebody: the newest name and date of birth, and the others that they have been given."""

    id = models.BigIntegerField(primary_key=True)
    given_name = models.TextField(default="")
    family_name = models.TextField(default="")
    other_names = ArrayField(models.TextField(), default=list)
    date_of_birth = models.TextField(default="")
    sex = models.TextField(default="")
    address = models.TextField(default="")
    postcode = models.TextField(default="")
    phones = ArrayField(models.TextField(), default=list)
    as_victim = models.IntegerField(default=0)
    as_suspect = models.IntegerField(default=0)
    as_child = models.IntegerField(default=0)
    staff_of = models.TextField(default="")
    last_seen = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Summary(Said):
    """A cluster of mentions, by all of them: for matching, never for a page. `elsewhere`: the events that name them and are of no case in
    which they are victim or suspect; nothing where that is not worked out yet."""

    elsewhere = ArrayField(models.BigIntegerField(), null=True, db_default=None)

    class Meta:
        db_table = "identity_person"


class Person(Said, Scoped):
    """A cluster of mentions, by those that whoever looks may read. Where these are not all of them (not `whole`), the view says nothing but
    the number, and the rest is put together as the row is read (as_read.py)."""

    database_narrows = True

    whole = models.BooleanField()

    objects = PeopleSeen.as_manager()
    everything = models.Manager.from_queryset(People)()

    class Meta:
        db_table = "identity_person_seen"
        managed = False
        base_manager_name = "everything"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return persons_seen(viewer, "id")


class Name(models.Model):
    """A person's names as they are searched by their first letters: small letters, no accents or marks."""

    pk = models.CompositePrimaryKey("name", "person_id")
    name = models.TextField(db_collation="C")
    person_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_name"
        indexes = [models.Index(Reverse("name"), name="identity_name_reversed")]  # a surname that was heard without its first sound


class Involvement(models.Model):
    """A person whom an event concerns; `inherited` where the event itself does not name them but is about one that does."""

    pk = models.CompositePrimaryKey("event_id", "person_id", "role")
    event_id = models.BigIntegerField()
    person_id = models.BigIntegerField(db_index=True)
    role = models.TextField()
    inherited = models.BooleanField(default=False)

    class Meta:
        db_table = "identity_involvement"


class Case(Scoped):
    """A victim and a suspect, or a victim alone. `domestic_at` is when the first call marked domestic was made, at the earliest; nothing
    where the case is restricted, since duties of other cases rest on it."""

    database_narrows = True

    id = models.TextField(primary_key=True)
    victim_id = models.BigIntegerField(db_index=True)
    suspect_id = models.BigIntegerField(null=True, db_index=True)
    relation = models.TextField(default="")
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    events = models.IntegerField()
    agencies = ArrayField(models.TextField(), default=list)
    domestic_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_case"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return cases_of(viewer, "id")


class CaseEvent(models.Model):
    pk = models.CompositePrimaryKey("case_id", "event_id")
    case_id = models.TextField()
    event_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_case_event"


class CaseAgency(models.Model):
    """An agency that has recorded something in a case (`own`), or with whom all of it was shared, by the event of that number. Until when
    it sees the case, and until when it may record in it, are instants."""

    pk = models.CompositePrimaryKey("case_id", "agency")
    case_id = models.TextField()
    agency = models.TextField()
    own = models.BooleanField(db_default=True)
    until = models.BigIntegerField(db_default=FOREVER)
    work_until = models.BigIntegerField(db_default=FOREVER)
    share = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_case_agency"
        indexes = [models.Index(fields=["agency", "case_id"], name="identity_case_agency_lasts", include=["until"])]


class Restriction(models.Model):
    """A case that only the named staff may see."""

    case_id = models.TextField(primary_key=True)
    staff_ids = ArrayField(models.TextField())

    class Meta:
        db_table = "identity_restriction"


class Unsure(models.Model):
    """Two persons of whom a machine could not say whether they are one, or whom it keeps apart for somebody else's sake: the smaller
    number first, their numbers joined by a hyphen as the key. By all records, whoever may read them: for what works duties out, never for
    a page. `left_unsure`: somebody has looked and could not tell. Whom people have told apart or joined is not here."""

    pair = models.TextField(primary_key=True)
    one = models.BigIntegerField(db_index=True)
    other = models.BigIntegerField(db_index=True)
    probability = models.FloatField()
    records = models.IntegerField()
    would_link = models.BooleanField()
    left_unsure = models.BooleanField()

    class Meta:
        db_table = "identity_unsure"


class Waiting(models.Model):
    """The same by what one agency may read, and what that agency knows of each of the two: the queue of those who may be one.

    With `staff_id`, what somebody named on a restriction sees there, in place of what the others of the agency see. `differ` are the
    comparisons that speak against it, by the records that are nearest; `own` whether one of these was recorded by the agency. A grade is 0
    (none) to 3; `held` is until when an order or bail stands (the end of time, where none is said); `graded_at` is of the newest grade of
    either.
    """

    pk = models.CompositePrimaryKey("pair", "agency", "staff_id")
    pair = models.TextField()
    agency = models.TextField()
    staff_id = models.TextField(default="")
    one = models.BigIntegerField(db_index=True)
    other = models.BigIntegerField(db_index=True)
    probability = models.FloatField()
    records = models.IntegerField()
    would_link = models.BooleanField()
    left_unsure = models.BooleanField()
    differ = ArrayField(models.TextField())
    own = models.BooleanField()
    one_grade = models.SmallIntegerField()
    other_grade = models.SmallIntegerField()
    one_held = models.BigIntegerField()
    other_held = models.BigIntegerField()
    one_open = models.BooleanField()
    other_open = models.BooleanField()
    children = models.IntegerField()
    events = models.IntegerField()
    graded_at = models.BigIntegerField()

    class Meta:
        db_table = "identity_waiting"
        indexes = [models.Index(fields=["agency", "left_unsure", "staff_id"], name="identity_waiting_for")]
