"""Why somebody stands where they stand, in words: what moves them up most comes first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safehold.chronology.times import DAY, london
from safehold.risk.ranking.scoring import Spell
from safehold.web import words

Series = Mapping[str, Sequence[int]]
TITLES = {
    "recency": gettext_lazy("how lately"),
    "frequency": gettext_lazy("how often"),
    "quicker": gettext_lazy("reports come quicker"),
    "graver": gettext_lazy("harm grows"),
    "separation": gettext_lazy("separation or move"),
    "change": gettext_lazy("another sharp change"),
    "threat_to_kill": gettext_lazy("threat to kill"),
    "strangulation": gettext_lazy("strangulation"),
    "weapon": gettext_lazy("weapon"),
    "stalking": gettext_lazy("stalking"),
    "control": gettext_lazy("control"),
    "breach": gettext_lazy("bail or order breached"),
    "release": gettext_lazy("release"),
    "overdue": gettext_lazy("what we owe and have not done"),
    "fear": gettext_lazy("fear"),
    "harm": gettext_lazy("gravest harm"),
    "gravity": gettext_lazy("gravest harm"),
    "victims": gettext_lazy("people harmed"),
}


def title(part: str) -> str:
    return str(TITLES.get(part, words.spoken(part)))


def reason(spell: Spell, series: Series, now: int) -> str:
    say = SAY.get(spell.part)
    return say(spell, series.get(spell.part, ()), now) if say is not None else title(spell.part)


def sentence(parts: Sequence[Spell], series: Series, now: int, most: int = 5) -> str:
    """third report in 9 days; released on Thursday 26 November; 2 duties overdue"""
    names = {each.part for each in parts}
    told = [each for each in parts if not (each.part == "recency" and "frequency" in names)]
    return words.sentence("; ".join(reason(each, series, now) for each in told[:most]))


def _often(spell: Spell, series: Sequence[int], now: int) -> str:
    """All that lie as near together as what the tier counts."""
    past = sorted(each for each in series if each <= now)
    first = past[-spell.number] if len(past) >= spell.number else past[0]
    return _("%(count)s in %(span)s") % {"count": _nth(sum(each >= first for each in past)), "span": words.lasting(now - first)}


def _nth(count: int) -> str:
    named = {1: _("one report"), 2: _("second report"), 3: _("third report"), 4: _("fourth report"), 5: _("fifth report")}
    return named.get(count, _("%(n)d reports") % {"n": count})


def _ago(text: Any) -> Callable[[Spell, Sequence[int], int], str]:
    return lambda spell, _series, now: str(text) % {"time": words.ago(spell.at, now)}


def _release(spell: Spell, _series: Sequence[int], now: int) -> str:
    if spell.at > now:
        return _("released on %(day)s") % {"day": _weekday(spell.at)}
    return _("released %(time)s") % {"time": words.ago(spell.at, now)}


def _weekday(at: int) -> str:
    return f"{london(at):%A} {words.day(at)}"


def _breach(spell: Spell, series: Sequence[int], now: int) -> str:
    count = sum(now - 90 * DAY <= each <= now for each in series)
    said = ngettext(
        "bail or an order breached, last %(time)s", "bail or orders breached %(n)d times in 90 days, last %(time)s", max(count, 1)
    )
    return said % {"n": count, "time": words.ago(spell.at, now)}


def _overdue(_spell: Spell, series: Sequence[int], now: int) -> str:
    late = [each for each in series if each <= now]
    said = ngettext("%(n)d duty overdue by %(time)s", "%(n)d duties overdue, the oldest by %(time)s", len(late))
    return said % {"n": len(late), "time": words.lasting(now - min(late))}


def _harm(spell: Spell, _series: Sequence[int], now: int) -> str:
    return _("%(what)s on record %(time)s") % {"what": spell.what, "time": words.ago(spell.at, now)}


def _victims(_spell: Spell, series: Sequence[int], now: int) -> str:
    count = sum(each <= now for each in series)
    return ngettext("%(n)d person harmed, as reported", "%(n)d people harmed, as reported", count) % {"n": count}


SAY: dict[str, Callable[[Spell, Sequence[int], int], str]] = {
    "recency": _ago(gettext_lazy("reported %(time)s")),
    "frequency": _often,
    "quicker": _ago(gettext_lazy("reports come more than twice as quickly as before, last %(time)s")),
    "graver": _ago(gettext_lazy("harm graver than any before, %(time)s")),
    "separation": _ago(gettext_lazy("separated or moved %(time)s")),
    "change": _ago(gettext_lazy("protection or support ended, or another sharp change, %(time)s")),
    "threat_to_kill": _ago(gettext_lazy("threat to kill %(time)s")),
    "strangulation": _ago(gettext_lazy("strangulation %(time)s")),
    "weapon": _ago(gettext_lazy("weapon %(time)s")),
    "stalking": _ago(gettext_lazy("stalking %(time)s")),
    "control": _ago(gettext_lazy("controlling behaviour disclosed %(time)s")),
    "breach": _breach,
    "release": _release,
    "overdue": _overdue,
    "fear": _ago(gettext_lazy("very afraid %(time)s")),
    "harm": _harm,
    "gravity": _harm,
    "victims": _victims,
}
