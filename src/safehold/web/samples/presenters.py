"""Dip samples as their pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.viewer import Viewer
from safehold.identity.models import Case
from safehold.practice.reviews.dipping import results
from safehold.practice.reviews.dipping.actions import BOTH
from safehold.practice.reviews.dipping.agreement import Agreement
from safehold.practice.reviews.dipping.draw import Rule
from safehold.practice.reviews.dipping.frame import ANY
from safehold.practice.reviews.dipping.models import Sample
from safehold.practice.reviews.dipping.questions import Question
from safehold.practice.reviews.dipping.results import Asked, Audited
from safehold.rulebook.models import Obligation
from safehold.rulebook.state import rulebook
from safehold.web import duties, words
from safehold.web.naming import agencies_named, role_title
from safehold.web.reviews.days import as_day
from safehold.web.reviews.presenters import STATES
from safehold.web.samples.forms import ANSWERS, AuditForm

SLIPPED = ("breached", "late", "uncertain", "unknown")
# Of fewer, chance alone moves the figures by more than they say.
FEW = 10


class Finding(msgspec.Struct, frozen=True):
    title: str
    state: str
    says: str
    who: str
    source: str
    slipped: bool


class Row(msgspec.Struct, frozen=True):
    """A question over a sample's cases: what was answered, how often as it should be, and how far the reviewers agreed."""

    asks: str
    wanted: str
    good: str
    counts: list[tuple[str, int]]
    agreed: str
    kappa: str


class Over(msgspec.Struct, frozen=True):
    """A question over samples, the earliest first."""

    asks: str
    wanted: str
    cells: list[str]


class Reviewer(msgspec.Struct, frozen=True):
    place: int
    name: str
    answered: bool


class OneCase(msgspec.Struct, frozen=True):
    pk: int
    place: int
    who: str
    address: str
    reviewers: list[Reviewer]
    answers: list[tuple[str, str, str, str, str]]


def findings(viewer: Viewer, case: Case, agencies: Mapping[str, str], now: int) -> list[Finding]:
    """What the rulebook finds of the case, in the duties that the viewer sees, what was not done first."""
    found = Obligation.objects.for_viewer(viewer).of_case(case.id).at(now).order_by("triggered_earliest", "rule", "id")
    shown = [_finding(each, agencies) for each in found if each.state_now != "not_applicable"]
    return sorted(shown, key=lambda each: not each.slipped)


def _finding(duty: Obligation, agencies: Mapping[str, str]) -> Finding:
    rule = rulebook().version(duty.rule, duty.version)
    who = ", ".join(part for part in (role_title(duty.who), agencies.get(duty.agency, duty.agency)) if part)
    return Finding(
        duties.title(duty),
        str(STATES.get(duty.state_now, duty.state_now)),
        words.sentence(agencies_named("; ".join(part for part in (duty.says, duty.outcome) if part), agencies)),
        words.sentence(who),
        rule.source if rule is not None else "",
        duty.state_now in SLIPPED,
    )


def rows(asked: Sequence[Asked]) -> list[Row]:
    titles = dict(ANSWERS)
    return [
        Row(
            each.question.asks,
            _wanted(each.question),
            _share(each),
            [(str(title), each.counts.get(key, 0)) for key, title in titles.items()],
            agreed(each.agreement),
            kappa(each.agreement),
        )
        for each in asked
    ]


def agreed(found: Agreement) -> str:
    if found.percent is None:
        return _("no case yet")
    said = ngettext("%(percent)d%% (%(same)d of %(n)d case)", "%(percent)d%% (%(same)d of %(n)d cases)", found.cases)
    return said % {"percent": round(found.percent), "same": found.same, "n": found.cases}


def kappa(found: Agreement) -> str:
    if found.percent is None:
        return ""
    if found.kappa is None:
        return _("says nothing: both always answered the same")
    said = f"{found.kappa:.2f}".replace("-", "\N{MINUS SIGN}")
    return _("%(kappa)s, of too few") % {"kappa": said} if found.cases < FEW else said


def _share(each: Asked) -> str:
    good, of = each.good
    return _percent(good, of) if of else _("none says yes or no")


def over_time(samples: Sequence[Sample]) -> tuple[list[Sample], list[Over]]:
    """How often each question was answered as it should be, in each sample of which anything is answered by both."""
    found: dict[str, tuple[Question, dict[int, str]]] = {}
    listed = [(each, results.by_question(each, results.audited(each))) for each in reversed(samples)]
    kept = [(each, asked) for each, asked in listed if any(one.agreement.cases for one in asked)]
    for each, asked in kept:
        for one in asked:
            good, of = one.good
            said = _percent(good, of) if of else "–"
            found.setdefault(one.key, (one.question, {}))[1][each.pk] = said
    return [each for each, _asked in kept], [
        Over(question.asks, _wanted(question), [cells.get(each.pk, "–") for each, _ in kept]) for question, cells in found.values()
    ]


def _percent(good: int, of: int) -> str:
    return _("%(percent)d%% (%(good)d of %(of)d)") % {"percent": round(100 * good / of), "good": good, "of": of}


def _wanted(question: Question) -> str:
    """The answer that there should be."""
    return str(dict(ANSWERS)[question.good]).lower()


def ruled(rule: Rule) -> str:
    """What a sample was drawn from, in a sentence."""
    parts = [
        _("cases in which we recorded something from %(since)s to %(until)s") % {"since": as_day(rule.since), "until": as_day(rule.until)}
    ]
    if rule.duty == ANY:
        parts.append(_("with a duty of ours not done, or done late"))
    elif rule.duty:
        parts.append(_("with this duty of ours not done, or done late: %(duty)s") % {"duty": rule_title(rule.duty)})
    if rule.outcome:
        parts.append(_("with the outcome “%(outcome)s”") % {"outcome": words.spoken(rule.outcome)})
    if rule.team:
        parts.append(_("in which %(team)s recorded") % {"team": rule.team})
    return words.sentence(", ".join(parts))


def rule_title(name: str) -> str:
    found = [each for each in rulebook().rules if each.id == name]
    return found[-1].title if found else words.spoken(name)


def cases(listed: Sequence[Audited], named: Mapping[str, tuple[str, str]], questions: Mapping[str, Question]) -> list[OneCase]:
    """`named` says of the cases that the viewer sees what they are called and where they are."""
    found = []
    for each in listed:
        who, address = named.get(each.drawn.case_id, ("", ""))
        seats = [
            Reviewer(place, each.seats[place].user.display_name if place in each.seats else "", place in each.answered)
            for place in range(1, BOTH + 1)
        ]
        found.append(OneCase(each.drawn.pk, each.drawn.place, who, address, seats, _answers(each, questions)))
    return found


def told(each: results.Told, form: AuditForm) -> list[tuple[str, str, str]]:
    """What one reviewer answered: the question, the answer, and what they wrote."""
    titles: dict[str, Any] = dict(ANSWERS)
    return [(str(one.label), str(titles[each.answers[one.name]]), each.words.get(one.name, "")) for one, _words in form.asked]


def _answers(each: Audited, questions: Mapping[str, Question]) -> list[tuple[str, str, str, str, str]]:
    """Side by side: the question, the first answer and what they wrote, the second and what they wrote."""
    if len(each.told) != BOTH:
        return []
    one, other = each.told
    titles: dict[str, Any] = dict(ANSWERS)
    return [
        (question.asks, str(titles[one.answers[key]]), one.words.get(key, ""), str(titles[other.answers[key]]), other.words.get(key, ""))
        for key, question in questions.items()
    ]
