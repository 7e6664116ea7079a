"""Tables that people's decisions stand in: only ever added to. The database grants nobody more (grants.append_only); this says so before it
is asked, at the line that would have changed something."""

from typing import Any, NoReturn

from django.db import models


class NeverChanged(TypeError):
    """A row that is only ever added to was to be changed or deleted."""


class _Added(models.QuerySet):
    def update(self, **_: Any) -> NoReturn:
        raise _never(self.model)

    def delete(self) -> NoReturn:
        raise _never(self.model)

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise _never(self.model)


class OnlyAdded(models.Model):
    """What the end of its time takes out of a row, and what a new key seals anew, goes through functions of the database (kept_tables)."""

    objects = _Added.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise _never(type(self))
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise _never(type(self))


def _never(model: type[models.Model]) -> NeverChanged:
    return NeverChanged(f"{model._meta.db_table} is only ever added to")
