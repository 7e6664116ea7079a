"""Whoever is on a unit, with whether a specialist trained them: of those who attend what is known, one has to be."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from safehold.practice.response.crews import Aboard
from safehold.practice.training.standing import Stands
from safehold.web.training import presenters as training


def in_a_line(crew: Iterable[Aboard], trained: Mapping[str, Stands]) -> str:
    """Amara Holt (trained), Jo Penry (lapsed)"""
    return ", ".join(_one(each, trained.get(each.staff_id)) for each in crew)


def lacking(crew: Iterable[Aboard], trained: Mapping[str, Stands]) -> bool:
    """Whether nobody of the crew is trained now."""
    standings = [trained[each.staff_id].standing if each.staff_id in trained else "never" for each in crew]
    return bool(standings) and not any(each in ("trained", "lapsing") for each in standings)


def _one(each: Aboard, stands: Stands | None) -> str:
    if stands is None:
        return each.name
    return _("%(name)s (%(training)s)") % {"name": each.name, "training": training.word(stands).lower()}
