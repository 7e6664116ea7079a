"""A record whose time has come, as the pages say it."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.staff import staff_names
from safehold.access.viewer import Viewer
from safehold.identity.models import Person
from safehold.retention import lifting
from safehold.retention.deciding import goes_on, lapsed
from safehold.retention.holds import Hold
from safehold.retention.models import Decision, Lifting
from safehold.retention.overview import Row
from safehold.retention.schedule import UNTIL_AGE, Schedule
from safehold.retention.standing import Standing, Stands
from safehold.web import words
from safehold.web.events.words import standard
from safehold.web.naming import full_name, role_title

MOST_NAMED = 4


class Listed(msgspec.Struct, frozen=True):
    who: str
    address: str
    group: str
    last: int
    said: str


class Waiting(msgspec.Struct, frozen=True):
    """A decision that stands: what it says, by whom; what this viewer may do with it."""

    number: int
    at: int
    said: str
    by: str
    why: str
    may_confirm: bool
    may_withdraw: bool


class Asked(msgspec.Struct, frozen=True):
    """That somebody asked to lift a hold; `may_agree`: it was another than this viewer."""

    at: int
    by: str
    why: str
    may_agree: bool


class Held(msgspec.Struct, frozen=True):
    source: str
    id: str
    why: str
    said: str
    by: str
    since: int
    until: str
    own: bool  # set by the viewer's agency, which alone lifts it
    asked: Asked | None


def who(row: Row, people: Mapping[int, Person]) -> str:
    """The people of a case; of somebody in no case, those whom the record names."""
    if row.kind != "person":
        return words.sentence(_(" and ").join(full_name(people.get(number)) for number in row.record.subject.persons))
    named = {
        words.person(mention.given_name, mention.family_name)
        for event in row.record.seqs.values()
        for mention in event.people
        if mention.given_name or mention.family_name
    }
    return words.sentence(", ".join(sorted(named)[:MOST_NAMED])) or _("Nobody named")


def listed(row: Row, people: Mapping[int, Person], viewer: Viewer) -> Listed:
    return Listed(
        who=who(row, people),
        address=reverse("retention-record", args=[row.record.subject.id]),
        group=row.standing.group.id,
        last=row.standing.last_contact,
        said=state(row, viewer),
    )


def state(row: Row, viewer: Viewer) -> str:
    """Where it stands, in a few words."""
    standing = row.standing
    if standing.stands == Stands.HELD:
        return _("Held: %(why)s") % {"why": standing.holds[0].said or standing.holds[0].why}
    if standing.stands == Stands.APPROVED:
        if row.goes_on is not None:
            return _("Its content goes on %(day)s") % {"day": words.day(row.goes_on)}
        own = any(not each.keep and not lapsed(each, standing.may_go) and each.by_id == viewer.user_id for each in row.decisions)
        return _("Waits for another person to confirm") if own else _("Waits to be confirmed")
    return {
        Stands.REVIEW: _("To decide"),
        Stands.KEPT: _("Kept until a review on %(day)s"),
        Stands.RESTARTED: _("A contact restarted its time: due on %(day)s"),
        Stands.RUNNING: _("Due on %(day)s"),
    }[standing.stands] % {"day": words.day(standing.due)}


def why_group(standing: Standing, schedule: Schedule, row: Row) -> list[str]:
    """Which events ask for the group, by kind; how long it keeps, and where that is from."""
    asks = [ask.when for ask in schedule.asks if ask.group == standing.group.id]
    kinds = Counter(event.kind for event in row.record.on_file.around if any(match.holds(event) for match in asks))
    asked = ", ".join(f"{words.sentence(standard().of(kind).title)} ({number})" for kind, number in sorted(kinds.items()))
    clock = standing.clock
    if clock.kind == UNTIL_AGE:
        kept = _("Kept until the suspect would be %(years)d, and reviewed every %(review)d years") % {
            "years": clock.years,
            "review": clock.review,
        }
    else:
        kept = ngettext("Kept for %(n)d year without contact", "Kept for %(n)d years without contact", clock.years) % {"n": clock.years}
    found = [f"{kept}.", _("Asked for by: %(events)s") % {"events": asked}] if asked else [f"{kept}."]
    if standing.why:
        found.append(words.sentence(str(standing.why)))
    return [*found, _("Source: %(source)s") % {"source": "; ".join(dict.fromkeys(clock.sources))}]


def would_go(row: Row) -> list[str]:
    """What the record holds, by kind; no word of it."""
    kinds = Counter(event.kind for event in row.record.seqs.values())
    return [f"{words.sentence(standard().of(kind).title)}: {number}" for kind, number in kinds.most_common()]


def held(holds: Iterable[Hold], agencies: Mapping[str, str], viewer: Viewer) -> list[Held]:
    listed = list(holds)
    asked = lifting.asked(hold for hold in listed if hold.agency == viewer.agency)
    names = staff_names([each.by.staff_id for each in asked.values()])
    return [_held(each, agencies, viewer, asked.get(each.event), names) for each in listed]


def _held(each: Hold, agencies: Mapping[str, str], viewer: Viewer, asked: Lifting | None, names: Mapping[str, str]) -> Held:
    return Held(
        source=each.event.source,
        id=each.event.id,
        why=each.why,
        said=each.said,
        by=", ".join(part for part in (role_title(each.by) if each.by else "", agencies.get(each.agency, each.agency)) if part),
        since=each.since,
        until=each.until,
        own=each.agency == viewer.agency,
        asked=Asked(asked.at, _signed(asked, names), asked.why, asked.by_id != viewer.user_id) if asked else None,
    )


def _signed(word: Decision | Lifting, names: Mapping[str, str]) -> str:
    return f"{names.get(word.by.staff_id, word.by.staff_id)}, {role_title(word.role)}"


def decisions(row: Row, viewer: Viewer, schedule: Schedule) -> list[Waiting]:
    names = staff_names([each.by.staff_id for each in row.decisions])
    return [_decision(each, names, viewer, schedule, row.standing.may_go) for each in row.decisions]


def _decision(each: Decision, names: Mapping[str, str], viewer: Viewer, schedule: Schedule, may_go: int) -> Waiting:
    by = _signed(each, names)
    if each.keep:
        said = _("Kept until a review on %(day)s") % {"day": words.day(each.next_review or 0)}
        why = "; ".join([*(schedule.criteria.get(name, name) for name in each.criteria), each.reason])
        return Waiting(each.pk, each.at, said, by, why, may_confirm=False, may_withdraw=False)
    if lapsed(each, may_go):
        said = _("That its content goes: this has lapsed, since there was a contact")
        return Waiting(each.pk, each.at, said, by, schedule.grounds.get(each.ground, each.ground), may_confirm=False, may_withdraw=False)
    last = goes_on(each)
    said = _("Its content goes on %(day)s") % {"day": words.day(last)} if last else _("Its content goes once another person confirms it")
    confirm = last is None and each.by_id != viewer.user_id
    return Waiting(each.pk, each.at, said, by, schedule.grounds.get(each.ground, each.ground), may_confirm=confirm, may_withdraw=True)
