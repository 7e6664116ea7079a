"""The duties that stand, and how far each agency's records reach. Derived: a duty is stored as `evaluate` returned it at the last change of
its case, as it would be at the end of time; where it stands now is computed when read, by `Obligation.objects.for_viewer(...).at(now)`."""

from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query

from safehold.access.involvement import CaseRestriction, working
from safehold.access.scope import Scoped, ScopedQuerySet, opened
from safehold.access.viewer import Viewer
from safehold.database.only_added import OnlyAdded
from safehold.rulebook import unheld
from safehold.rulebook.among import among
from safehold.rulebook.settled import state_at

# Stored states in which nothing has met the duty yet.
OPEN = Q(state__in=["breached", "uncertain", "unknown", "pending"])

DIGEST = Func(F("trigger"), Value(0), function="hashtextextended", output_field=BigIntegerField())


class Obligations(ScopedQuerySet):
    def owed_by(self, viewer: Viewer) -> Self:
        """Of what `for_viewer` shows, the duties of the viewer's own agency and those for which they stand in. It looks into no case, so
        that long lists are quick."""
        viewer.trace.read.add(self.model.__name__)
        narrowed = self.filter(_own(viewer) & _unrestricted(viewer))
        narrowed.query.__class__ = Query
        return narrowed

    def at(self, now: int, *, reached: dict[str, int] | None = None) -> Self:
        """With `state_now`, where each duty stands at an instant, just as `settle` says it; `reached` where it is known how far the records
        of these agencies reach."""
        return self.annotate(state_now=state_at(now, reach() if reached is None else reached))

    def to_answer(self) -> Self:
        """Those that somebody can still do something about."""
        return self.filter(OPEN, answerable=True)

    def of_case(self, *case_ids: str) -> Self:
        """Of any of these cases. The database finds them by index and gives their numbers; which of them are the viewer's to see is asked
        as they are read."""
        return self.filter(pk__in=RawSQL("SELECT access.duties_of(%s::text[])", [list(case_ids)]))

    def open_of_case(self, *case_ids: str) -> Self:
        """The same of those to which somebody must still answer, which of a case with a long past are few."""
        return self.to_answer().filter(pk__in=RawSQL("SELECT access.open_duties_of(%s::text[])", [list(case_ids)]))


class Obligation(Scoped):
    """`cases` are those in which the duty arises. `answerable` tells what can still be done from what can only be known, such as a
    forbidden act. `awaiting` says what a stopped clock waits for; `help_*` of which role help was asked, when and why. `begun_by`
    is the agency that recorded what started it."""

    id = models.BigAutoField(primary_key=True)
    rule = models.TextField()
    version = models.TextField()
    trigger = models.TextField()
    subject = models.TextField()
    each = models.TextField(default="")
    trigger_event = models.BigIntegerField(db_index=True)
    cases = ArrayField(models.TextField())
    triggered_earliest = models.BigIntegerField()
    triggered_latest = models.BigIntegerField()
    due_earliest = models.BigIntegerField(null=True)
    due_latest = models.BigIntegerField(null=True)
    state = models.TextField()
    decided_by = ArrayField(models.TextField(), default=list)
    who = models.TextField()
    agency = models.TextField()
    says = models.TextField()
    outcome = models.TextField()
    kind = models.TextField()
    timed = models.BooleanField()
    answerable = models.BooleanField()
    awaiting = models.TextField(default="")
    help_role = models.TextField(default="")
    help_why = models.TextField(default="")
    help_at = models.BigIntegerField(null=True)
    begun_by = models.TextField(null=True)

    objects = Obligations.as_manager()
    everything = models.Manager()

    class Meta:
        db_table = "rulebook_obligation"
        base_manager_name = "everything"
        # By the digest of what started it: of calls that come by the dozen in a day all their names are too long for an index.
        constraints = [models.UniqueConstraint("rule", "subject", "each", DIGEST, name="rulebook_obligation_named")]
        indexes = [
            models.Index(
                fields=["agency", "who", "due_latest"],
                name="rulebook_obligation_work",
                condition=OPEN & Q(answerable=True),
                include=["cases", "state", "timed", "triggered_earliest", "help_role"],
            ),
            models.Index(
                fields=["agency", "help_role"],
                name="rulebook_obligation_helped",
                condition=OPEN & Q(answerable=True) & ~Q(help_role=""),
            ),
            models.Index(
                fields=["agency", "who", "due_latest"],
                name="rulebook_obligation_awaited",
                condition=Q(state__in=["pending", "unknown"], answerable=True),
            ),
            GinIndex(fields=["cases"], name="rulebook_obligation_cases", fastupdate=False),
            GinIndex(fields=["cases"], name="rulebook_obligation_open_cases", condition=OPEN & Q(answerable=True), fastupdate=False),
            models.Index(fields=["due_latest"], name="rulebook_obligation_due", condition=OPEN & Q(answerable=True) & Q(timed=True)),
            models.Index(fields=["begun_by", "agency"], name="rulebook_obligation_begun", condition=OPEN & Q(answerable=True)),
            models.Index(F("cases__0"), F("agency"), F("who"), name="rulebook_obligation_first_case", condition=OPEN & Q(answerable=True)),
            GinIndex(
                fields=["cases"],
                name="rulebook_obligation_of_several",
                condition=OPEN & Q(answerable=True) & Q(cases__1__isnull=False),
                fastupdate=False,
            ),
        ]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Q:
        """The viewer's own agency's duties, those for which they stand in, and those of cases that they see; none of a case restricted to
        others, unless they have broken the glass of it."""
        seen = _own(viewer)
        if viewer.does.cases != "none":
            seen |= Q(Exists(working(viewer.agency).filter(among("case_id", OuterRef("cases")))))
        broken = opened(viewer) if viewer.does.cases != "none" else []
        return (seen & _unrestricted(viewer)) | Q(cases__overlap=broken) if broken else seen & _unrestricted(viewer)


def _own(viewer: Viewer) -> Q:
    own = Q(agency=viewer.agency)
    if viewer.does.duties != "agency":
        own = own & (Q(who=viewer.role) | Q(help_role=viewer.role)) | unheld.here(viewer)
    return own | unheld.elsewhere(viewer)


def _unrestricted(viewer: Viewer) -> Q:
    kept_from_her = CaseRestriction.objects.exclude(staff_ids__contains=[viewer.staff_id]).values("case_id")
    return ~Q(cases__overlap=ArraySubquery(kept_from_her))


class Coverage(models.Model):
    """How far an agency's records reach, by feed; an agency that declares nothing is taken as recording as things happen."""

    pk = models.CompositePrimaryKey("agency", "feed")
    agency = models.TextField()
    feed = models.TextField()
    complete_through = models.BigIntegerField()
    kinds = ArrayField(models.TextField(), default=list)
    declared = models.BigIntegerField()

    class Meta:
        db_table = "rulebook_coverage"


class Supplied(models.Model):
    """What an event makes known that duties of other cases may rest on: that its agency supplies records of a kind, the training of a
    member of staff (`of`), or what concerns nobody (no agency). Duties rest on it, and no page shows it."""

    pk = models.CompositePrimaryKey("event_id", "agency", "kind", "of")
    event_id = models.BigIntegerField()
    agency = models.TextField(db_collation="C")
    kind = models.TextField(db_collation="C")
    of = models.TextField(db_collation="C")

    class Meta:
        db_table = "rulebook_supplied"
        indexes = [models.Index(fields=["agency", "kind", "of", "event_id"], name="rulebook_supplied_by")]


class Resting(models.Model):
    """That the duties around an event rest on what may be known so; they are worked out again when that changes."""

    pk = models.CompositePrimaryKey("event_id", "agency", "kind", "of")
    event_id = models.BigIntegerField()
    agency = models.TextField(db_collation="C")
    kind = models.TextField(db_collation="C")
    of = models.TextField(db_collation="C")

    class Meta:
        db_table = "rulebook_resting"
        indexes = [models.Index(fields=["agency", "kind", "of", "event_id"], name="rulebook_resting_on")]


def reach(agency: str = "") -> dict[str, int]:
    """Up to when everything of an agency is complete, for those that declare it: as far as the feed that reaches least."""
    asked = Coverage.objects.filter(agency=agency) if agency else Coverage.objects.all()
    return dict(asked.values_list("agency").annotate(models.Min("complete_through")).order_by())


class Proposal(OnlyAdded):
    """A change of a rule that somebody proposed: a new version or a new rule as `text`, or, without a text, the end of one version. It
    holds from `starts`, once another person has agreed."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    rule = models.TextField()
    version = models.TextField()
    text = models.TextField(default="")
    starts = models.BigIntegerField()
    why = models.TextField()
    agency = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "rulebook_proposal"


class Agreed(OnlyAdded):
    """Another person's word on a proposal (agrees or not), or that whoever proposed it takes it back. The first ends it."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, primary_key=True, related_name="answer")
    at = models.BigIntegerField()
    agrees = models.BooleanField()
    why = models.TextField()
    agency = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "rulebook_agreed"


class Trial(OnlyAdded):
    """That a rule is to be tried on what happened between two instants: one that is proposed here, or one that ships as proposed."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    rule = models.TextField()
    version = models.TextField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="trials")
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    agency = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "rulebook_trial"


class Tried(OnlyAdded):
    """What came of a trial: counts alone (rulebook.trying.Found), or why it could not be tried."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, primary_key=True, related_name="tried")
    at = models.BigIntegerField()
    found = models.JSONField(default=dict)
    refused = models.TextField(default="")

    class Meta:
        db_table = "rulebook_tried"


class UnderWay(models.Model):
    """How far the runner has come with a trial, in per cent of the cases that it reads; gone once it is tried."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, primary_key=True, related_name="under_way")
    part = models.IntegerField()

    class Meta:
        db_table = "rulebook_under_way"
