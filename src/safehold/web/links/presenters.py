"""Two people side by side, what speaks for and against their being one, and what a judgement would change, in words."""

import re
from collections.abc import Iterable
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safehold.chronology.times import london
from safehold.identity.between import Between, Together
from safehold.identity.models import Case, Person
from safehold.identity.score import Why
from safehold.rulebook.models import Obligation
from safehold.web import duties, words
from safehold.web.links.effects import Effect
from safehold.web.naming import graded, name_and_age, pair_name, relation
from safehold.web.people.facts import born

MOST_DUTIES = 6
WIDEST = 20.0  # bits that fill the bar
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b", re.IGNORECASE)


class Weighed(msgspec.Struct, frozen=True):
    """One comparison: what is compared, the two values, what they amount to, how strongly, and how long its bar is (0 to 100). `elsewhere`:
    the two nearest records do not say it, and others of the two people do."""

    what: str
    a: str
    b: str
    words: str
    strength: str
    bar: int
    against: bool
    elsewhere: bool = False


class Told(msgspec.Struct, frozen=True):
    """A choice and what it would change: sentences, and lists of duties under what becomes of them."""

    sentences: list[str]
    duties: list[tuple[str, list[str], int]]
    access: list[str]


_WHAT = {
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Surname"),
    "date_of_birth": gettext_lazy("Birth"),
    "sex": gettext_lazy("Sex"),
    "address": gettext_lazy("Address"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("Email"),
    "reference": gettext_lazy("Number in its source"),
}


def weighed(found: Between, *, places: bool) -> list[Weighed]:
    """What agrees, the strongest first, then what does not. Without `places`, where somebody lives stays out of it altogether."""
    listed = [*((each, False) for each in found.why), *((each, True) for each in found.elsewhere)]
    rows = [_weighed(each, elsewhere=beyond) for each, beyond in listed if each.words and (places or each.what != "address")]
    return sorted(rows, key=lambda row: (row.against, -row.bar))


def _weighed(each: Why, *, elsewhere: bool) -> Weighed:
    bar = min(100, round(100 * abs(each.weight) / WIDEST))
    return Weighed(
        str(_WHAT.get(each.what, words.sentence(words.spoken(each.what)))),
        _value(each.what, each.a),
        _value(each.what, each.b),
        words.sentence(each.words),
        strength(each.weight),
        max(bar, 2),
        each.weight < 0,
        elsewhere,
    )


def _value(what: str, value: str) -> str:
    if what == "reference":
        return ""
    if what == "address":
        return _POSTCODE.sub(lambda found: f"{found[1]} {found[2]}".upper(), value.title())
    if what == "date_of_birth":
        return born(value)
    return value.title() if what in ("given_name", "family_name") else value


def strength(weight: float) -> str:
    """How much a comparison says, in words: 13 bits is one in ten thousand."""
    for least, very, against in ((10, _("says very much"), _("speaks strongly against it")), (5, _("says much"), _("speaks against it")),
                                 (2, _("says something"), _("speaks a little against it"))):  # fmt: skip
        if abs(weight) >= least:
            return very if weight > 0 else against
    return _("says little") if weight >= 0 else _("hardly speaks against it")


def stopped(found: Between, *, places: bool) -> str:
    if found.stopped == "contradiction":
        return _("The machine never links such two by itself: %(what)s.") % {"what": found.words}
    if found.stopped == "ceiling":
        return _("The machine does not go further than unsure: %(why)s.") % {"why": found.words}
    if found.stopped == "rival":
        return _("By themselves these two records would be linked. Somebody else has as good a claim to one of them, or contradicts it.")
    sure = _("It is %(now)s sure and links from %(from)s.") % {"now": _percent(found.probability), "from": _percent(found.links_from)}
    return (_("What is known is too little. ") + sure) if places else sure


def _percent(probability: float) -> str:
    if probability < 0.01:
        return _("less than 1 %")
    return f"{min(probability, 0.999) * 100:.3g} %"


def beside(found: Iterable[Together]) -> list[str]:
    """Both in one record: they are hardly one person, and what they are to one another."""
    return [
        ngettext("Named together in %(n)d record: as %(a)s and %(b)s", "Named together in %(n)d records: as %(a)s and %(b)s", each.events)
        % {"n": each.events, "a": words.spoken(each.role), "b": words.spoken(each.other)}
        for each in found
    ]


def related(cases: Iterable[Case], one: int, other: int) -> list[str]:
    return [
        _("They are the two people of a case%(relation)s: one as victim, one as suspect")
        % {"relation": f" ({relation(case.relation)})" if case.relation else ""}
        for case in cases
        if {case.victim_id, case.suspect_id} == {one, other}
    ]


def told(effect: Effect, agencies: dict[str, str], now: int) -> Told:
    """What an act would change. Says so plainly where it changes nothing that the viewer sees."""
    people = effect.before.people | effect.after.people
    sentences = [*_people(effect, people, london(now).date()), *_cases(effect, people)]
    if not sentences and effect.nothing:
        sentences = [_("Nothing changes now.")]
    lists = [
        (_("Would arise"), effect.arise),
        (_("Would be met"), effect.met),
        (_("Would fall away"), effect.ended),
    ]
    told_duties = [(title, *_listed(found, agencies, now)) for title, found in lists if found]
    changed = [f"{_duty(new, agencies, now)}: {words.spoken(old.state_now)} → {words.spoken(new.state_now)}" for old, new in effect.changed]
    if changed:
        told_duties.append((_("Would stand otherwise"), changed[:MOST_DUTIES], max(0, len(changed) - MOST_DUTIES)))
    return Told(list(dict.fromkeys(sentences)), told_duties, list(dict.fromkeys(_access(effect, people, agencies))))


def _people(effect: Effect, people: dict[int, Person], today: date) -> list[str]:
    before, after = effect.before.records, effect.after.records
    found = []
    for person, records in after.items():
        whole = [number for number, group in before.items() if group <= records]
        if len(whole) > 1:
            names = _and(_name(number, people, today) for number in whole)
            found.append(_("%(names)s become one person, with %(n)d records.") % {"names": names, "n": len(records)})
        for number, group in before.items():
            if whole and group & records and not group <= records:
                moving = ngettext(
                    "%(n)d record of %(name)s goes to %(to)s.", "%(n)d records of %(name)s go to %(to)s.", len(group & records)
                )
                ends = {"name": _name(number, people, today), "to": _name(person, people, today)}
                found.append(moving % {"n": len(group & records), **ends})
    for person, records in before.items():
        sizes = sorted((len(group & records) for group in after.values() if group & records), reverse=True)
        if len(sizes) > 1:
            name = _name(person, people, today)
            listed = _and(str(size) for size in sizes)
            found.append(_("%(name)s becomes %(n)d people, of %(sizes)s records.") % {"name": name, "n": len(sizes), "sizes": listed})
    gone = sum(len(records) for person, records in after.items() if person not in people)
    if gone and before.keys() <= people.keys():
        becomes = ngettext("%(n)d record becomes somebody’s", "%(n)d records become somebody’s", gone) % {"n": gone}
        said = _("%(becomes)s whom you may not see: your agency has nothing else of them. You can still undo it.")
        found.append(said % {"becomes": becomes})
    return found


def _name(number: int, people: dict[int, Person], today: date) -> str:
    return name_and_age(people[number], today) if number in people else _("somebody whom you may not see")


def _cases(effect: Effect, people: dict[int, Person]) -> list[str]:
    found = []
    for olds, new in effect.joined:
        first, *others = (f"{pair_name(old, people)} ({_events(old)})" for old in olds)
        grades = {effect.before.grades.get(old.id, "") for old in olds}
        grade = effect.after.grades.get(new.id, "")
        risk = _(" All of it then stands at: %(grade)s.") % {"grade": graded(grade).word} if grade and len(grades) > 1 else ""
        named = {"first": first, "others": "; ".join(others), "events": _events(new)}
        found.append(_("Cases join: %(first)s, with %(others)s. They become one of %(events)s.") % named + risk)
    for old, news in effect.parted:
        names = "; ".join(f"{pair_name(new, people)} ({_events(new)})" for new in news)
        found.append(_("A case parts: %(name)s becomes these: %(names)s.") % {"name": pair_name(old, people), "names": names})
    found += [
        _("A case begins: %(name)s, with %(events)s.") % {"name": pair_name(new, people), "events": _events(new)} for new in effect.begun
    ]
    found += [_("A case ends: %(name)s.") % {"name": pair_name(old, people)} for old in effect.over]
    found += [
        _("%(name)s goes from %(old)s to %(new)s.") % {"name": pair_name(new, people), "old": _events(old), "new": _events(new)}
        for old, new in effect.resized
    ]
    return found


def _events(case: Case) -> str:
    return ngettext("%(n)d event", "%(n)d events", case.events) % {"n": case.events}


def _access(effect: Effect, people: dict[int, Person], agencies: dict[str, str]) -> list[str]:
    found = []
    for case, slugs in effect.gained.items():
        who = _and(agencies.get(slug, slug) for slug in slugs)
        found.append(_("%(who)s would see all of %(case)s.") % {"who": who, "case": pair_name(effect.after.cases[case], people)})
    for case, slugs in effect.lost.items():
        who = _and(agencies.get(slug, slug) for slug in slugs)
        found.append(_("%(who)s would no longer see all of %(case)s.") % {"who": who, "case": pair_name(effect.after.cases[case], people)})
    return found


def _listed(found: list[Obligation], agencies: dict[str, str], now: int) -> tuple[list[str], int]:
    return [_duty(duty, agencies, now) for duty in found[:MOST_DUTIES]], max(0, len(found) - MOST_DUTIES)


def _duty(duty: Obligation, agencies: dict[str, str], now: int) -> str:
    due = f", {words.due(duty.due_latest, now)}" if duty.due_latest and duty.state_now in ("breached", "pending", "uncertain") else ""
    return f"{duties.title(duty)} ({agencies.get(duty.agency, duty.agency)}{due})"


def _and(names: Iterable[str]) -> str:
    *first, last = list(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
