"""What came of trying a rule on past cases, as a page shows it. A trial reads every record of the system, whoever may see it, and whoever
proposes writes what it asks: so no number is told as it is (safehold.rulebook.coarse), and of few not whether there were any, nor at which
agency or in which month they stood.
"""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.staff import agency_names
from safehold.rulebook.changes import last_trial
from safehold.rulebook.coarse import FEW, nearest
from safehold.rulebook.models import Trial
from safehold.rulebook.trying import Found, Work
from safehold.web import words
from safehold.web.naming import role_title
from safehold.web.rules.how_often import IN_WORDS

PEOPLE = {
    "suspects": gettext_lazy("People against whom it would have stood"),
    "arrested": gettext_lazy("Of them arrested within that time"),
    "charged": gettext_lazy("Of them charged within that time"),
}


def few(count: int) -> str:
    """A count as it is told: of few it is not said whether there were any. What was kept before counts were kept so is rounded here."""
    return _("about %(n)d") % {"n": nearest(count)} if many(count) else _("few or none")


def many(count: int) -> bool:
    return nearest(count) > FEW


class Shown(msgspec.Struct, frozen=True):
    """`work` by month: who, and how many duties. `people` with how many of each are a victim in the same pair."""

    since: int
    until: int
    asked_at: int
    by: str
    waits: bool
    part: int
    refused: str
    all_cases: str
    cases: str
    due: str
    states: list[tuple[str, str]]
    work: list[tuple[str, str, str]]
    people: list[tuple[str, str, str]]


def shown(trial: Trial) -> Shown:
    kept = getattr(trial, "tried", None)
    found = msgspec.convert(kept.found, Found) if kept is not None else Found()
    agencies = agency_names()
    return Shown(
        since=trial.since,
        until=trial.until,
        asked_at=trial.at,
        by=f"{trial.by.display_name}, {role_title(trial.role)}",
        waits=kept is None,
        part=under_way.part if (under_way := getattr(trial, "under_way", None)) is not None else 0,
        refused=kept.refused if kept is not None else "",
        all_cases=few(found.all_cases),
        cases=few(found.cases),
        due=few(found.due),
        states=[(str(IN_WORDS[state]), few(n)) for state, n in found.states.items() if state in IN_WORDS and many(n)],
        work=[(each.month, _who(each, agencies), few(each.due)) for each in found.work if many(each.due)],
        people=[(str(title), few(getattr(found, name)), few(getattr(found, f"{name}_victims"))) for name, title in PEOPLE.items()],
    )


def _who(work: Work, agencies: dict[str, str]) -> str:
    return f"{words.sentence(role_title(work.who))}, {agencies.get(work.agency, work.agency)}"


def in_short(found: Shown | None) -> str:
    if found is None:
        return _("not tried yet")
    if found.waits:
        return _("being tried on past cases")
    return found.refused or _("tried: %(n)s would have been due") % {"n": found.due}


def last_of(rule: str, version: str) -> Shown | None:
    trial = last_trial(rule, version)
    return shown(trial) if trial is not None else None
