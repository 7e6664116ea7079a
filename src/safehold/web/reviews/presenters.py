"""A review's chronology, findings and names as its pages show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.chronology.times import BadTime, When, read_when
from safehold.identity.chronicle import Entry
from safehold.practice.reviews.entries import Said, Standing
from safehold.practice.reviews.findings import Found, Written
from safehold.practice.reviews.material import Material, moments, told
from safehold.rulebook.state import rulebook
from safehold.web import words
from safehold.web.case.timeline import Choice, item
from safehold.web.events.words import standard
from safehold.web.naming import agencies_named, role_title
from safehold.web.reviews.days import edge
from safehold.web.reviews.reaching import Reached

PAGE = 60
STATES = {
    "breached": gettext_lazy("not done"),
    "late": gettext_lazy("done late"),
    "uncertain": gettext_lazy("cannot be told: the dates are too coarse"),
    "unknown": gettext_lazy("not known: records do not reach that far"),
    "pending": gettext_lazy("still to be done"),
    "fulfilled": gettext_lazy("done"),
    "released": gettext_lazy("no longer called for"),
    "waived": gettext_lazy("waived"),
    "not_applicable": gettext_lazy("did not arise"),
}
VERDICTS = {
    "accepted": gettext_lazy("The panel accepts it"),
    "rejected": gettext_lazy("The panel rejects it"),
    "noted": gettext_lazy("The panel notes it"),
}


class Wanted(msgspec.Struct, frozen=True):
    """What of the chronology is asked for. `moment` counts the days on which something became known, from 1; 0 is now."""

    agency: str = ""
    section: str = ""
    case: str = ""
    moment: int = 0
    whole: bool = False
    page: int = 1


class Shown(msgspec.Struct, frozen=True):
    items: list[dict[str, Any]]
    agencies: list[Choice]
    sections: list[Choice]
    count: int
    all: int
    outside: int
    page: int
    pages: int
    moment: int
    moments: int
    known_at: int | None
    later: int


class Row(msgspec.Struct, frozen=True):
    """A finding as the panel reads it. `of` is what its form sends."""

    of: str
    title: str
    state: str
    says: str
    when: str
    who: str
    source: str
    rests: str
    slipped: bool
    verdict: str
    verdict_by: str
    verdict_at: int
    reason: str


class Same(msgspec.Struct, frozen=True):
    of: str
    said: str
    why: str
    one: str
    other: str
    sure: bool
    verdict: str
    verdict_by: str
    reason: str


def chronology(reached: Reached, wanted: Wanted) -> Shown:
    found, spoken = reached.material, standard()
    all_moments = moments(found)
    moment = min(wanted.moment, len(all_moments)) if all_moments else 0
    known_at = all_moments[moment - 1] if 0 < moment < len(all_moments) else None
    entries = told(found, known_at)
    inside = [each for each in entries if within(each, reached.stands)]
    listed = entries if wanted.whole else inside
    shown = [
        each for each in listed if wanted.agency in ("", each.event.agency) and wanted.section in ("", spoken.section(each.event.kind))
    ]
    by_agency = Counter(each.event.agency for each in listed)
    by_section = Counter(spoken.section(each.event.kind) for each in listed)
    pages = max(1, -(-len(shown) // PAGE))
    at = min(wanted.page, pages)
    return Shown(
        items=[_item(each, reached) for each in shown[(at - 1) * PAGE : at * PAGE]],
        agencies=[Choice(slug, reached.agencies.get(slug, slug), count) for slug, count in by_agency.most_common()],
        sections=[Choice(name, spoken.sections[name].title, by_section[name]) for name in spoken.sections if by_section[name]],
        count=len(shown),
        all=len(listed),
        outside=len(entries) - len(inside),
        page=at,
        pages=pages,
        moment=moment or len(all_moments),
        moments=len(all_moments),
        known_at=known_at,
        later=len(told(found)) - len(entries) if known_at is not None else 0,
    )


def within(entry: Entry, stands: Standing) -> bool:
    """Whether it may have happened in the time that the review looks at."""
    when = entry.event.occurred_at
    first, last = edge(stands.scoped("from")), edge(stands.scoped("to"), end=True)
    return (first is None or when.latest >= first) and (last is None or when.earliest <= last)


def _item(entry: Entry, reached: Reached) -> dict[str, Any]:
    """With its source beside it: which system recorded it, and on what it rests where that was published."""
    shown = item(entry, reached.viewer, reached.agencies, confidential=True)
    event = entry.event
    source = _("Source: %(source)s") % {"source": f"{event.id.source}, {event.id.id}"}
    if event.basis:
        source = _("%(source)s; rests on %(basis)s") % {"source": source, "basis": event.basis}
    shown["lines"] = [*shown["lines"], f"{source}. {_recorded(event.occurred_at, event.recorded_at)}"]
    return shown


def _recorded(when: When, recorded_at: int) -> str:
    said = _("Recorded %(day)s.") % {"day": words.day(recorded_at)}
    return said if when.exact else _("%(said)s The day was not recorded more nearly.") % {"said": said}


def findings(reached: Reached, found: Sequence[Found]) -> list[Row]:
    return [_row(each, reached) for each in found]


def _row(each: Found, reached: Reached) -> Row:
    finding, said = each.finding, reached.stands.verdicts.get(each.of)
    others = {event.id for event in reached.material.others}
    rule = rulebook().version(finding.duty, finding.version)
    who = ", ".join(part for part in (role_title(finding.who), reached.agencies.get(finding.agency, finding.agency)) if part)
    return Row(
        of=msgspec.json.encode(each.of).decode(),
        title=rule.title if rule is not None else words.spoken(finding.duty),
        state=str(STATES.get(finding.state, finding.state)),
        says=agencies_named(finding.why, reached.agencies),
        when=_span(finding.triggered_at),
        who=words.sentence(who),
        source=finding.source,
        rests=", ".join(event for event in dict.fromkeys([*finding.trigger, *finding.decided_by]) if event not in others),
        slipped=each.slipped,
        verdict=_verdict(said),
        verdict_by=said.by if said else "",
        verdict_at=said.at if said else 0,
        reason=said.text("reason") if said else "",
    )


def _verdict(said: Said | None) -> str:
    return str(VERDICTS.get(said.text("verdict"), "")) if said else ""


def _span(text: str) -> str:
    try:
        return words.coarse(read_when(text))
    except BadTime:
        return text


def same(reached: Reached, found: Sequence[Written]) -> list[Same]:
    return [_same(each, reached) for each in found]


def _same(each: Written, reached: Reached) -> Same:
    said = reached.stands.same.get(each.of)
    sure = each.judgement == "linked"
    text = _("These two records were %(what)s.") if sure else _("These two records may have been %(what)s; nobody looked.")
    return Same(
        of=msgspec.json.encode(each.of).decode(),
        said=text % {"what": _who(each)},
        why=each.words,
        one=_record(each.one, each.one_event, reached.agencies),
        other=_record(each.other, each.other_event, reached.agencies),
        sure=sure,
        verdict=_verdict(said),
        verdict_by=said.by if said else "",
        reason=said.text("reason") if said else "",
    )


def _who(each: Written) -> str:
    """A man or a woman only where a record says so."""
    sexes = {
        person.sex for event in (each.one_event, each.other_event) for person in event.people if person.role == each.role and person.sex
    }
    return {frozenset(("male",)): _("the same man"), frozenset(("female",)): _("the same woman")}.get(
        frozenset(sexes), _("the same person")
    )


def _record(name: str, event: Any, agencies: Mapping[str, str]) -> str:
    told_ = {"name": name, "agency": agencies.get(event.agency, event.agency), "when": words.coarse(event.occurred_at)}
    return _("“%(name)s”, %(agency)s, %(when)s") % told_


def clock(found: Sequence[Found]) -> list[tuple[str, str, str, bool]]:
    """What the law asks of the review itself: title, how it stands, by when, and whether it is not as it should be."""
    listed = []
    for each in found:
        if each.of_the_review and each.finding.state not in ("not_applicable", "released"):
            rule = rulebook().version(each.finding.duty, each.finding.version)
            title = rule.title if rule is not None else words.spoken(each.finding.duty)
            by = _span(each.finding.due) if each.finding.due else ""
            listed.append((title, str(STATES[each.finding.state]), by, each.slipped))
    return listed


def case_name(found: Material) -> str:
    her = found.people.get(found.case.victim_id)
    him = found.people.get(found.case.suspect_id) if found.case.suspect_id is not None else None
    return " and ".join(each.name for each in (her, him) if each is not None)
