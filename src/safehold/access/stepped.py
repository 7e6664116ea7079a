"""What two lists have in common: rows that stand in an order which is a step function of time, known at their last change. Each list has
tables of its own, and says of whom a row is and who may see it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.access.scope import Scoped


class Stepped(Scoped):
    """`facts` is what the order rests on, for the reasons in words; from each instant of `since` on it stands at the order of the same
    place in `orders`, by the weights of `version`."""

    database_narrows = True

    version = models.TextField()
    facts = models.TextField()
    since = ArrayField(models.BigIntegerField(), default=list)
    orders = ArrayField(models.SmallIntegerField(), default=list)

    class Meta:
        abstract = True


class OneStep(Scoped):
    """The same, a row a step, so that a list is read from the top by an index and no further than it goes."""

    database_narrows = True

    since_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    danger = models.SmallIntegerField()

    class Meta:
        abstract = True


def of_steps(who: str, name: str) -> models.Index:
    return models.Index(fields=["danger", "until_at"], include=["since_at", who], name=name)
