"""Questions that pages ask at every turn, put into SQL by Django once: doing so each time took longer than the database's answer, and was
a third of a page. In the viewer's own request the database itself narrows each, so that from one viewer to the next nothing of it differs
but what is asked about. Anywhere else it is put together for the viewer, as ever.

    _OF_CASE = Often(lambda of, case: of(Standing).filter(case_id=case))
    _OF_CASE.first(viewer, case=found.id)

What puts it together is given `of`, which names a model narrowed to the viewer, and what stands for what is asked about: it knows no
viewer, and must not look at what it is given.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

from safehold.access import asked
from safehold.access.context import seen_by
from safehold.access.viewer import Viewer
from safehold.database import narrowed

_Rows = list[tuple[Any, ...]]
_Of = Callable[[type[Any]], QuerySet[Any]]


class Put(msgspec.Struct, frozen=True):
    """`stands_for` says what each of those parameters is that stand for something; `made` makes of rows what the queryset would list."""

    sql: str
    parameters: tuple[Any, ...]
    stands_for: dict[Any, str]
    models: tuple[str, ...]
    made: Callable[[_Rows], list[Any]]

    def asked(self, about: Mapping[str, Any]) -> list[Any]:
        return self.made(asked.rows(self.sql, [_given(each, self.stands_for, about) for each in self.parameters]))


class Often:
    def __init__(self, question: Callable[..., QuerySet[Any]]) -> None:
        self.question = question
        self._put: dict[tuple[Any, ...], Put] = {}

    def all(self, viewer: Viewer | None, **about: Any) -> list[Any]:
        """What the queryset would list; of tuples where it lists values. Nobody is `viewer` where it names no scoped model."""
        if viewer is not None and not narrowed.to(seen_by(viewer)):
            return list(self.question(_of(viewer), **about))
        put = self.put(_of(viewer), about)
        if viewer is not None and put is not None:
            viewer.trace.read.update(put.models)
        return list(self.question(_of(viewer), **about)) if put is None else put.asked(about)

    def first(self, viewer: Viewer | None, **about: Any) -> Any:
        """None where there is none. The question says in which order, and that it is of one."""
        return next(iter(self.all(viewer, **about)), None)

    def put(self, of: _Of, about: Mapping[str, Any]) -> Put | None:
        """What `of` gives is narrowed by the database. None where it has to be put together for what is asked about."""
        shape = _shape(about)
        if shape is None:
            return None
        return self._put.get(shape) or self._put.setdefault(shape, self._once(of, shape))

    def _once(self, of: _Of, shape: tuple[Any, ...]) -> Put:
        stands_for: dict[Any, str] = {}
        given: dict[str, Any] = {}
        for name, kind, listed in shape:
            stand = secrets.randbits(62) if kind is int else f"often:{secrets.token_hex(16)}"
            stands_for[stand] = name
            given[name] = [stand] if listed else stand
        named: set[type[Any]] = set()

        def noted(model: type[Any]) -> QuerySet[Any]:
            named.add(model)
            return of(model)

        found = self.question(noted, **given)
        if any(not model.database_narrows for model in named):
            raise TypeError(f"{found.model.__name__}: not all that this asks for is narrowed by the database")
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        if {stand for each in parameters for stand in _stands_in(each, stands_for)} != set(stands_for):
            raise TypeError(f"{found.model.__name__}: something that is asked about is not in the question")
        return Put(sql, tuple(parameters), stands_for, tuple(model.__name__ for model in named), _maker(found, compiler))


def _of(viewer: Viewer | None) -> _Of:
    def of(model: type[Any]) -> QuerySet[Any]:
        if viewer is None:
            raise TypeError(f"{model.__name__} is asked for by nobody")
        found: QuerySet[Any] = model.objects.for_viewer(viewer)
        return found

    return of


def _shape(about: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """By what one statement differs from another. None where nothing can stand for it: for nothing at all, and for a list of nothing."""
    found = []
    for name, value in about.items():
        listed = isinstance(value, list)
        kinds = {type(each) for each in value} if listed else {type(value)}
        if kinds not in ({int}, {str}):
            return None
        (kind,) = kinds
        found.append((name, kind, listed))
    return tuple(found)


def _stands_in(parameter: Any, stands_for: Mapping[Any, str]) -> list[Any]:
    listed = parameter if isinstance(parameter, (list, tuple)) else (parameter,)
    return [each for each in listed if isinstance(each, (int, str)) and each in stands_for]


def _given(parameter: Any, stands_for: Mapping[Any, str], about: Mapping[str, Any]) -> Any:
    """Of the type that Django has given it, by which the driver sends it."""
    if isinstance(parameter, (list, tuple)):
        found: list[Any] = []
        for each in parameter:
            value = about[stands_for[each]] if each in stands_for else each
            if isinstance(value, list):
                found.extend(value if type(each) in (int, str) else [type(each)(one) for one in value])
            else:
                found.append(type(each)(value))
        return found
    if isinstance(parameter, (int, str)) and parameter in stands_for:
        return type(parameter)(about[stands_for[parameter]])
    return parameter


def _maker(found: QuerySet[Any], compiler: Any) -> Callable[[_Rows], list[Any]]:
    """As Django's own iterables do it (ModelIterable, ValuesListIterable)."""
    converters = compiler.get_converters([expression for expression, *_ in compiler.select])

    def read(rows: _Rows) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    if not issubclass(found._iterable_class, ModelIterable):
        return lambda rows: [tuple(row) for row in read(rows)]
    fields = compiler.klass_info["select_fields"]
    first, end, model = fields[0], fields[-1] + 1, found.model
    names = [expression.target.attname for expression, *_ in compiler.select[first:end]]
    beside = tuple(compiler.annotation_col_map.items())
    complete = getattr(found, "complete", None)

    def made(rows: _Rows) -> list[Any]:
        listed = []
        for row in read(rows):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[first:end])
            for name, place in beside:
                setattr(one, name, row[place])
            listed.append(one)
        if complete is not None:
            complete(listed)
        return listed

    return made
