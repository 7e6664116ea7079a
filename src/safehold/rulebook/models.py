"""The duties that stand. Derived: what `evaluate` returned at the last change of a case, as it would be at the end of time; the state
now is computed when read (see `Obligation.objects.for_viewer(...).at(now)`)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q

from safehold.access.involvement import CaseRestriction, InvolvedAgency
from safehold.access.scope import Scoped
from safehold.access.viewer import Viewer

# States that time alone may make overdue: nothing has met the duty yet.
OPEN = Q(state__in=["breached", "uncertain", "unknown"])


class Obligation(Scoped):
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

    class Meta:
        db_table = "rulebook_obligation"
        constraints = [models.UniqueConstraint(fields=["rule", "trigger", "subject", "each"], name="rulebook_obligation_key")]
        indexes = [
            models.Index(fields=["agency", "who", "due_latest"], name="rulebook_obligation_work", condition=OPEN),
            GinIndex(fields=["cases"], name="rulebook_obligation_cases"),
        ]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Q:
        """The viewer's own agency's duties, and those of cases that the viewer sees; none of a case restricted to others."""
        any_case = Func(OuterRef("cases"), function="ANY")
        own = Q(agency=viewer.agency) if viewer.does.duties == "agency" else Q(agency=viewer.agency, who=viewer.role)
        if viewer.does.cases != "none":
            own |= Q(Exists(InvolvedAgency.objects.filter(case_id=any_case, agency=viewer.agency)))
        return own & ~Q(Exists(CaseRestriction.objects.filter(case_id=any_case).exclude(staff_ids__contains=[viewer.staff_id])))


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
