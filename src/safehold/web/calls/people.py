"""The people whom the history check finds, as the panel shows them: how likely, why, and what could hurt first.

Nothing here may be of use to a caller who is not who they say: no address but the postcode's district, nobody's words, no other victim's
name beside a man who was violent to her.
"""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.roles import standard
from safehold.chronology.times import london
from safehold.web import words
from safehold.web.calls.named import ORDERS, RELATIONS, WARNINGS, WHEREABOUTS
from safehold.web.history import Known, OtherParty, Standing

HELD = frozenset(("in_custody", "remanded"))
AT_LARGE = frozenset(("wanted", "released_from_prison"))
MOST_CERTAIN = 0.99
POSSIBLE = 0.5
MOST_PARTIES = 3


class Badge(msgspec.Struct, frozen=True):
    word: str
    level: str
    detail: str = ""


class InForce(msgspec.Struct, frozen=True):
    title: str
    conditions: str


class Party(msgspec.Struct, frozen=True):
    """The other person of one of their cases; `person` is 0 where it is not for this panel to say who that is. `likely` is how likely
    it is whom the caller named."""

    person: int
    name: str
    relation: str
    role: str
    where: str
    badges: tuple[Badge, ...]
    in_force: tuple[InForce, ...]
    likely: str = ""
    linked: bool = False
    others: int = 1
    male: bool = True


class Card(msgspec.Struct, frozen=True):
    person: int
    role: str
    name: str
    also: str
    age: str
    area: str
    likely: str
    sure: bool
    why: str
    badges: tuple[Badge, ...]
    facts: tuple[str, ...]
    parties: tuple[Party, ...]
    more_parties: int
    unsafe: str
    linked: bool
    male: bool


class Meant(msgspec.Struct, frozen=True):
    """Whom a call is about, as far as its page knows: those on whose record it stands, how likely each person found is the one named,
    and those who came into the record with this call, so that it is no history of theirs."""

    linked: frozenset[int] = frozenset()
    probable: dict[int, float] = {}
    new: frozenset[int] = frozenset()


def card(found: Known, role: str, now: int, meant: Meant) -> Card:
    """A victim is named beside him only when it is she who may be calling."""
    linked, named = found.person in meant.linked, meant.probable
    others = [other for other in found.others if other.person not in meant.new]
    listed = sorted(others, key=lambda other: (-len(other.orders) - len(other.bail), other.status not in AT_LARGE))
    shown: dict[int, Party] = {}
    for other in listed:
        person = other.person if other.role == "suspect" or other.person in named else 0
        shown[person] = _more(shown.get(person), party(other, now, meant, known=person != 0))
    # Of those who may be the one named, what is in force comes before how well the name fits.
    parties = sorted(shown.values(), key=lambda each: (each.person == 0, not each.linked, named.get(each.person, 0) < POSSIBLE))
    return Card(
        person=found.person,
        role=role,
        name=found.name or _("name not known"),
        also=", ".join(words.given(name) for name in found.names[:2] if name.casefold() != found.name.casefold()),
        age=words.age(found.date_of_birth, london(now).date()),
        area=found.place,
        likely=likely(found.match.probability),
        sure=found.match.probability >= POSSIBLE or linked,
        why=found.match.words.replace(", ", " · "),
        badges=badges(found, now),
        facts=facts(found, now, linked=linked),
        parties=tuple(parties[:MOST_PARTIES]),
        more_parties=max(len(parties) - MOST_PARTIES, 0),
        unsafe=found.call_unsafe,
        linked=linked,
        male=is_male(found.sex, role),
    )


def is_male(sex: str, role: str) -> bool:
    """How a page speaks of somebody: as they are on record; where nothing is, as it is oftener."""
    return sex == "male" if sex else role == "suspect"


def _more(before: Party | None, now: Party) -> Party:
    """Two cases with one person, or with people who are not named, in one line."""
    if before is None:
        return now
    badges, in_force = dict.fromkeys((*before.badges, *now.badges)), dict.fromkeys((*before.in_force, *now.in_force))
    return msgspec.structs.replace(
        before, badges=tuple(badges), in_force=tuple(in_force), where=before.where or now.where, others=before.others + now.others
    )


def likely(probability: float) -> str:
    """Very likely (0.98). Never certain: a name and a year are not a person."""
    return f"{words.likely(probability)} ({min(probability, MOST_CERTAIN):.2f})"


def badges(found: Known, now: int) -> tuple[Badge, ...]:
    listed = []
    if found.risk:
        level = {"high": "severe", "medium": "serious"}.get(found.risk, "note")
        word = {"high": _("High risk"), "medium": _("Medium risk")}.get(found.risk, _("Standard risk"))
        listed.append(Badge(word, level, _since(found, now)))
    if found.alarm:
        listed.append(Badge(_("Alarm in place"), "serious"))
    order = list(WARNINGS)
    for name in sorted({*found.markers, *found.dangers} & WARNINGS.keys(), key=order.index):
        word, level = WARNINGS[name]
        listed.append(Badge(str(word), level))
    return tuple(listed)


def facts(found: Known, now: int, *, linked: bool) -> tuple[str, ...]:
    calls = max(found.incidents_12_months - linked, 0)
    listed = []
    if found.cases:
        listed.append(ngettext("%(n)d call in 12 months", "%(n)d calls in 12 months", calls) % {"n": calls})
    if not found.risk and found.cases:
        listed.append(_("no risk grade on record"))
    if found.last_contact_at:
        listed.append(_("last contact %(time)s") % {"time": words.ago(found.last_contact_at, now)})
    elif found.last_incident_at and not linked:
        listed.append(_("last call %(time)s") % {"time": words.ago(found.last_incident_at, now)})
    if found.children:
        listed.append(ngettext("%(n)d child", "%(n)d children", found.children) % {"n": found.children})
    if found.status:
        listed.insert(0, str(WHEREABOUTS.get(found.status, "")))
    if found.as_victim and found.as_suspect:
        listed.append(_("as victim %(victim)d times, as suspect %(suspect)d") % {"victim": found.as_victim, "suspect": found.as_suspect})
    elif found.as_suspect:
        listed.append(_("on record as suspect"))
    if not found.cases:
        listed.append(_("on record, with no incident that may be shown"))
    return tuple(listed)


def party(other: OtherParty, now: int, meant: Meant, *, known: bool = True) -> Party:
    listed = [Badge(str(word), level) for name in other.markers if name in WARNINGS for word, level in (WARNINGS[name],)]
    if other.role == "suspect" and other.violent_to_earlier:
        listed.append(Badge(_("Violent to another person before"), "serious"))
    return Party(
        person=other.person if known else 0,
        name=(other.name or _("name not known")) if known else "",
        relation=str(RELATIONS.get(other.relation, "")) if known else "",
        role=other.role,
        where=_where(other, now) if other.role == "suspect" else "",
        badges=tuple(listed) if known else (),
        in_force=tuple(in_force(each, now, known=known) for each in (*other.orders, *other.bail)),
        likely=likely(meant.probable[other.person]) if known and other.role == "suspect" and other.person in meant.probable else "",
        linked=known and other.person in meant.linked,
        male=is_male(other.sex, other.role),
    )


def in_force(each: Standing, now: int, *, known: bool = True) -> InForce:
    """The conditions of what protects somebody else would say who she is."""
    name = str(ORDERS.get(each.what, words.sentence(words.spoken(each.what)) or _("Bail")))
    until = _(" until %(day)s") % {"day": short_day(each.until, now)} if each.until else ""
    breached = _(", breached") if each.breached else ""
    return InForce(f"{name}{until}{breached}", "; ".join(each.conditions) if known else "")


def short_day(at: int, now: int) -> str:
    """1 December; with its year when that is another."""
    full = words.day(at)
    return full.removesuffix(f" {london(now).year}")


def _where(other: OtherParty, now: int) -> str:
    where = str(WHEREABOUTS.get(other.status, ""))
    if other.release_at and other.release_at > now:
        return f"{where}, {_('due out %(day)s') % {'day': short_day(other.release_at, now)}}".strip(", ")
    return where


def _since(found: Known, now: int) -> str:
    by = standard().roles[found.risk_by].title if found.risk_by in standard().roles else words.spoken(found.risk_by)
    since = _("since %(day)s") % {"day": short_day(found.risk_at, now)} if found.risk_at else ""
    return f"{since} {_('by %(who)s') % {'who': by}}".strip() if by else since
