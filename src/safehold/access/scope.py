"""Queries that cannot forget who is looking.

A model that pages show is `Scoped`: its `objects` refuses to run until `for_viewer` has narrowed it, and says so loudly. What derives
state uses `everything`, which a check (lint.py) forbids in views and presenters.

    class Call(Scoped):
        @classmethod
        def visible_to(cls, viewer):
            return calls_of(viewer, agency="agency", case="case_id")
"""

from collections.abc import Hashable
from functools import cache
from typing import Any, ClassVar, Self

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from safehold.access.context import seen_by
from safehold.access.involvement import CaseRestriction, lasting
from safehold.access.looking.openings import glass_broken
from safehold.access.often import Often
from safehold.access.viewer import Viewer
from safehold.database import narrowed

NOTHING = Q(pk__in=[])
EVERY_FIELD = (frozenset[str](), True)


class Unscoped(RuntimeError):
    """A query that no viewer has narrowed was about to run: a fault in the page."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"{model.__name__}.objects was used without .for_viewer(viewer)")


class OnlyRead(RuntimeError):
    """A page was about to write what only `apply` writes."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"{model.__name__}.objects only reads: state is derived from what is recorded")


class UnscopedQuery(Query):
    """A query that may be built and narrowed but never run."""

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        raise Unscoped(self.model)

    def chain(self, klass: type[Query] | None = None) -> Any:
        if klass is not None and not issubclass(klass, UnscopedQuery):
            raise Unscoped(self.model)
        return super().chain(klass)


class ElsewhereRun(RuntimeError):
    """A query that the database was to narrow was about to run where it does not: a fault in the page."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"{model.__name__}.objects was narrowed for a viewer, and is run as another role or in another transaction")


class NarrowedByDatabase(Query):
    """A query that runs as its viewer alone, in the transaction that names them: all that it can find is theirs to see."""

    seen_by: Hashable = None

    def get_compiler(self, using: str | None = None, connection: Any = None, **how: Any) -> SQLCompiler:
        if (using or connection.alias) != DEFAULT_DB_ALIAS or not narrowed.to(self.seen_by):
            raise ElsewhereRun(self.model)
        return super().get_compiler(using, connection, **how)


class ScopedQuerySet(models.QuerySet[Any]):
    def __init__(self, model: Any = None, query: Query | None = None, using: str | None = None, hints: Any = None) -> None:
        super().__init__(model, query or UnscopedQuery(model), using, hints)

    def for_viewer(self, viewer: Viewer, *, listed: bool = False) -> Self:
        """What the viewer may see. The request must then log a look before it answers.

        In the viewer's own request the database narrows it, and where the model says that this is enough nothing is asked twice. `listed`:
        nothing else narrows it, so the plan should begin with the cases of their agency.
        """
        viewer.trace.read.add(self.model.__name__)
        if self.model.database_narrows and not listed and narrowed.to(seen_by(viewer)):
            found = self.all()
            found.query.__class__, found.query.seen_by = NarrowedByDatabase, seen_by(viewer)
        else:
            found = self.filter(self.model.visible_to(viewer))
            found.query.__class__ = Query
        return found

    def in_bulk(self, id_list: Any = None, *, field_name: str = "pk") -> dict[Any, Any]:
        """Of all that is the viewer's to see it is the same question for each model, and put together once."""
        query = self.query
        keys = None if id_list is None or field_name != "pk" or not self._of_all() else list({each for each in id_list if each is not None})
        put = _in_bulk(self.model).put(lambda _: self.all(), {"keys": keys}) if keys and narrowed.to(query.seen_by) else None
        return super().in_bulk(id_list, field_name=field_name) if put is None else {each.pk: each for each in put.asked({"keys": keys})}

    def _of_all(self) -> bool:
        query = self.query
        changed = query.where or query.annotations or query.select_related or query.deferred_loading != EVERY_FIELD or query.is_sliced
        return type(query) is NarrowedByDatabase and not changed and self._fields is None and self.db == DEFAULT_DB_ALIAS

    def raw(self, *_: Any, **__: Any) -> Any:
        raise Unscoped(self.model)

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise OnlyRead(self.model)

    create = bulk_create = get_or_create = update_or_create = update = bulk_update = delete = _refuse


@cache
def _in_bulk(_model: type[models.Model]) -> Often:
    return Often(lambda of, keys: of(_model).filter(pk__in=keys))


class Scoped(models.Model):
    """A model that pages show. Subclasses say in `visible_to` what a viewer may see of it, and by `database_narrows` that the policy of
    their table says the very same (tests/access/test_matrix.py)."""

    database_narrows: ClassVar[bool] = False

    objects = ScopedQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everything"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Q:
        raise NotImplementedError(f"{cls.__name__} does not say what {viewer.role} may see of it")


def unrestricted(viewer: Viewer, case: str = "case_id") -> Q:
    """Not of a case that is restricted to staff other than the viewer. `case` is the field that holds the case's id."""
    kept_from_her = CaseRestriction.objects.filter(case_id=OuterRef(case)).exclude(staff_ids__contains=[viewer.staff_id])
    return ~Q(Exists(kept_from_her))


def opened(viewer: Viewer) -> list[str]:
    """The cases of which the viewer has broken the glass, while that holds: whoever's they are, and whoever they are restricted to."""
    return glass_broken(viewer) if viewer.may("break_glass") else []


def cases_of(viewer: Viewer, case: str = "case_id") -> Q:
    """Of a case that the viewer's role sees by their agency's involvement and that is not restricted to others, or of which they have
    broken the glass."""
    if viewer.does.cases == "none":
        return NOTHING
    involved = lasting(viewer.agency, case_id=OuterRef(case))
    own = Q(Exists(involved)) & unrestricted(viewer, case)
    broken = opened(viewer)
    return own | Q(**{f"{case}__in": broken}) if broken else own


def calls_of(viewer: Viewer, agency: str = "agency", case: str = "case_id") -> Q:
    """Of a call that the viewer's agency took, where the role sees those, or of a case that the viewer sees."""
    if viewer.does.calls == "none":
        return NOTHING
    of_cases = cases_of(viewer, case)
    if viewer.does.calls == "cases":
        return of_cases
    return (Q(**{agency: viewer.agency}) & unrestricted(viewer, case)) | of_cases


def duties_of(viewer: Viewer, agency: str = "agency", role: str = "role", case: str = "case_id") -> Q:
    """Of a duty that is the viewer's to answer or to oversee. The duties of a case page are those of `cases_of`."""
    own = Q(**{agency: viewer.agency}) & unrestricted(viewer, case)
    return own if viewer.does.duties == "agency" else own & Q(**{role: viewer.role})
