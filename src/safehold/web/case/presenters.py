"""A case as its page shows it to one viewer: the head, what is in force and due, and who stands around the two people."""

from collections import Counter
from datetime import date

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from safehold.access.staff import alone_may_see, staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import london
from safehold.identity.around import Around, Other
from safehold.identity.chronicle import Entry
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.models import Standing
from safehold.rulebook.models import Obligation
from safehold.rulebook.state import rulebook
from safehold.web import duties, words
from safehold.web.case import in_force
from safehold.web.in_confidence import held_in_confidence, kinds_held
from safehold.web.naming import Word, full_name, graded, name_and_age, pair_name, relation, role_title, warnings
from safehold.web.rules.sure import unsure_of

OPEN_STATES = ("breached", "uncertain", "unknown", "pending")


class Head(msgspec.Struct, frozen=True):
    title: str
    dangers: list[Word]
    facts: list[tuple[str, str]]
    unsafe: str
    restricted: list[str]


class Owed(msgspec.Struct, frozen=True):
    """What one agency owes in the case, the most pressing first."""

    agency: str
    rows: list[duties.Row]
    overdue: int


class Settled(msgspec.Struct, frozen=True):
    """`unsure` says where nobody has checked its rule against its source."""

    title: str
    outcome: str
    owner: str
    address: str
    unsure: str


class Stood(msgspec.Struct, frozen=True):
    """Somebody around the two: who, why they are here, and the case of theirs that may be opened."""

    who: str
    why: str
    address: str


class Possible(msgspec.Struct, frozen=True):
    who: str
    of: str
    likely: str
    agree: str
    differ: str
    of_person: int
    person: int

    @property
    def pair(self) -> str:
        return reverse("link-pair", args=sorted((self.of_person, self.person)))


def head(
    viewer: Viewer,
    case: Case,
    people: dict[int, Person],
    marked: dict[int, set[str]],
    agencies: dict[str, str],
    now: int,
    entries: list[Entry],
) -> Head:
    today = london(now).date()
    standing = Standing.objects.for_viewer(viewer).in_bulk([case.id]).get(case.id)
    where, wanted = in_force.where_he_is(viewer, case, now)
    names = [name_and_age(people.get(number), today) for number in (case.victim_id, case.suspect_id) if number is not None]
    title = _("%(victim)s, and %(suspect)s") % {"victim": names[0], "suspect": names[1]} if len(names) == 2 else pair_name(case, people)
    dangers = _dangers(standing, marked, agencies, wanted=wanted)
    return Head(
        title=words.sentence(title),
        dangers=dangers,
        facts=[*_facts(case, people, standing, where, agencies, now), *_held(entries)],
        unsafe=standing.call_unsafe if standing else "",
        restricted=_restricted(case),
    )


def _dangers(standing: Standing | None, marked: dict[int, set[str]], agencies: dict[str, str], *, wanted: bool) -> list[Word]:
    found = []
    if standing is not None:
        by = ", ".join(
            part
            for part in (
                role_title(standing.graded_by) if standing.graded_by else "",
                agencies.get(standing.graded_agency, standing.graded_agency),
            )
            if part
        )
        detail = _("%(day)s, %(by)s") % {"day": words.day(standing.graded_at), "by": by} if standing.graded_at else ""
        found.append(graded(standing.grade, detail))
    if wanted:
        found.append(Word(_("Wanted, not found"), "severe"))
    names = set().union(*marked.values()) | set(standing.dangers if standing else ())
    return found + warnings(names)


def _facts(
    case: Case, people: dict[int, Person], standing: Standing | None, where: str, agencies: dict[str, str], now: int
) -> list[tuple[str, str]]:
    her = people.get(case.victim_id)
    him = people.get(case.suspect_id) if case.suspect_id else None
    called = {
        "her": words.given(her.given_name) if her and her.given_name else _("The victim"),
        "him": words.given(him.given_name) if him and him.given_name else _("The suspect"),
    }
    facts = [(_("Relation"), words.sentence(relation((standing.relation_now if standing else "") or case.relation)) or _("not on record"))]
    if case.suspect_id is not None:
        facts.append((_("%(him)s is") % called, where or _("not on record")))
    if standing is not None:
        wants = in_force.wish(standing.wants) if standing.wants else _("not on record")
        when = f", {words.day(standing.wants_at)}" if standing.wants_at else ""
        facts.append((_("%(her)s wants") % called, f"{wants}{when}"))
        reached = words.stamp(standing.last_contact_at, now) if standing.last_contact_at else _("not on record")
        facts.append((_("Last reached"), reached))
        owner = staff_names([standing.owner]).get(standing.owner, standing.owner)
        with_ = f"{owner}, {agencies.get(standing.owner_agency, standing.owner_agency)}" if owner else _("nobody named")
        facts.append((_("With"), with_))
    return facts


def _held(entries: list[Entry]) -> list[tuple[str, str]]:
    """What leads to somebody here and is not for this viewer: of what kind."""
    kinds = kinds_held(entry.event for entry in entries)
    return [(held_in_confidence(), words.sentence(kinds))] if kinds else []


def _restricted(case: Case) -> list[str]:
    """Who alone may see the case, by name where they work here."""
    found = alone_may_see(case.id)
    names = staff_names(found)
    return sorted(names.get(each, each) for each in found)


def owed(viewer: Viewer, case: Case, agencies: dict[str, str], now: int) -> tuple[list[Owed], list[Settled], list[Settled]]:
    """What is due and overdue by agency, the viewer's own first; what was not as it should be and is past; and what was settled."""
    found = list(Obligation.objects.for_viewer(viewer).of_case(case.id).at(now).order_by("due_latest", "rule", "id"))
    by_agency: dict[str, list[Obligation]] = {}
    past, settled = [], []
    for duty in found:
        if duty.answerable and duty.state_now in OPEN_STATES:
            by_agency.setdefault(duty.agency, []).append(duty)
        elif duty.state_now in ("breached", "late", "uncertain"):
            past.append(_settled(duty, agencies))
        elif duty.state_now in ("fulfilled", "released", "waived"):
            settled.append(_settled(duty, agencies))
    lists = []
    decide = duties.decided_at(viewer, case.id, found)
    for agency, mine in sorted(by_agency.items(), key=lambda pair: (pair[0] != viewer.agency, agencies.get(pair[0], pair[0]))):
        rows = [duties.row(duty, viewer, agencies, now, case.id, decide) for duty in mine]
        lists.append(Owed(agencies.get(agency, agency), rows, sum(row.overdue for row in rows)))
    return lists, past, settled


def _settled(duty: Obligation, agencies: dict[str, str]) -> Settled:
    title = duties.title(duty)
    owner = f"{role_title(duty.who)}, {agencies.get(duty.agency, duty.agency)}"
    rule = rulebook().version(duty.rule, duty.version)
    return Settled(title, words.sentence(duty.outcome), owner, duties.address(duty), unsure_of(rule))


def stood_around(case: Case, around: Around, today: date) -> tuple[list[Stood], list[int]]:
    """Everybody around the two, and the numbers of those who are named."""
    found = [Stood(name_and_age(person, today), words.sentence(words.spoken(role)), "") for role, person in around.household]
    named = [person.id for __, person in around.household]
    unnamed: Counter[str] = Counter()
    for other in around.others:
        why = _other(other, case, around.two)
        if other.person is not None:
            found.append(Stood(full_name(other.person), why, reverse("case", args=[other.case])))
            named.append(other.person.id)
        else:
            unnamed[why] += 1
    for why, count in unnamed.items():
        who = _("Somebody known to another agency") if count == 1 else _("%(n)d people known to another agency") % {"n": count}
        found.append(Stood(who, why, ""))
    return found, named


def _other(other: Other, case: Case, people: dict[int, Person]) -> str:
    here = people.get(case.victim_id if other.of == "victim" else case.suspect_id or 0)
    name = words.given(here.given_name) if here and here.given_name else full_name(here)
    related = f" ({relation(other.relation)})" if other.relation else ""
    if other.role == "victim":
        return _("%(name)s was reported as harming them%(related)s") % {"name": name, "related": related}
    return _("Was reported as harming %(name)s%(related)s") % {"name": name, "related": related}


def possible(around: Around, today: date) -> tuple[list[Possible], list[int]]:
    shown = [
        Possible(
            who=name_and_age(each.person, today),
            of=full_name(around.two.get(each.of)),
            likely=words.likely(each.probability),
            agree=", ".join(each.agree),
            differ=", ".join(each.differ),
            of_person=each.of,
            person=each.person.id,
        )
        for each in around.possible
    ]
    return shown, [each.person.id for each in around.possible]


def confidential(entries: list[Entry], marked: dict[int, set[str]]) -> bool:
    """Whether where she is, is kept from most."""
    if any("confidential_address" in names for names in marked.values()):
        return True
    return any(entry.event.kind == "victim.moved" and entry.event.data.get("confidential") is True for entry in entries)
