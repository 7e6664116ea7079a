"""How often a rule is met: of the duties that the viewer may see, what became of those that arose within some months."""

import msgspec
from django.db.models import Count
from django.utils.translation import gettext_lazy

from safehold.access.viewer import Viewer
from safehold.rulebook.model import Length
from safehold.rulebook.models import Obligation, reach
from safehold.rulebook.settled import state_at
from safehold.rulebook.windows import shifted

MONTHS = (1, 3, 12, 36)
IN_WORDS = {
    "fulfilled": gettext_lazy("Met in time"),
    "late": gettext_lazy("Met late"),
    "breached": gettext_lazy("Not met"),
    "waived": gettext_lazy("Waived"),
    "released": gettext_lazy("No longer called for"),
    "pending": gettext_lazy("Still to be done"),
    "unknown": gettext_lazy("Not known: the record does not say"),
    "uncertain": gettext_lazy("Too coarse on record to be sure"),
}
OF_ACTS = {"fulfilled": gettext_lazy("As it should be"), "breached": gettext_lazy("Not as it should be")}


class HowOften(msgspec.Struct, frozen=True):
    """`states` by name, with what each is called and how often; `share` of those that can be told were met in time, in per cent."""

    months: int
    since: int
    states: list[tuple[str, str, int]]
    all: int
    share: int | None


def how_often(viewer: Viewer, rule: str, now: int, months: int, *, forbidden: bool) -> HowOften:
    viewer.trace.looked = True  # counts alone are given
    since = shifted(now, Length("months", months), back=True)
    arose = Obligation.objects.for_viewer(viewer).filter(rule=rule, triggered_latest__gte=since, triggered_earliest__lte=now)
    states = arose.annotate(state_now=state_at(now, reach())).order_by().values("state_now")
    found = dict(states.annotate(n=Count("pk")).values_list("state_now", "n"))
    titles = IN_WORDS | OF_ACTS if forbidden else IN_WORDS
    told = sum(found.get(state, 0) for state in ("fulfilled", "late", "breached"))
    return HowOften(
        months,
        since,
        [(state, str(title), found[state]) for state, title in titles.items() if state in found],
        sum(found.get(state, 0) for state in titles),
        round(100 * found.get("fulfilled", 0) / told) if told else None,
    )


def chosen(asked: str) -> int:
    return int(asked) if asked in {str(each) for each in MONTHS} else 12
