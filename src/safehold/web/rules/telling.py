"""A rule in plain words, made from its data: what starts it, what meets it, by when, and what ends it otherwise."""

from collections.abc import Iterable, Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.rulebook.model import Count, Length, Limit, Owner, Per, Response, Rule, Standing, Trigger
from safehold.rulebook.rulebook import Rulebook
from safehold.web import words
from safehold.web.naming import role_title
from safehold.web.rules.conditions import Kinds, Line, condition, field, happening, length, ordinal

SCOPES = {
    "incident": gettext_lazy("one incident"),
    "pair": gettext_lazy("the two of a case"),
    "victim": gettext_lazy("the victim, in any case of hers"),
    "suspect": gettext_lazy("the suspect, in any case of his"),
    "staff": gettext_lazy("a member of staff who is suspected"),
    "agency": gettext_lazy("an agency itself"),
}
ENDS = {
    "shift": gettext_lazy("by the end of the shift"),
    "day": gettext_lazy("by the end of the same day"),
    "next_day": gettext_lazy("by the end of the next day"),
    "before_next_school_day": gettext_lazy("before schools open next"),
}
SPREAD = {"times_of_day": gettext_lazy("at different times of day"), "days": gettext_lazy("on different days")}


class Told(msgspec.Struct, frozen=True):
    """Each part as lines, which may hold further lines. A part that the rule lacks is empty."""

    starts: list[Line]
    unless: list[Line]
    meets: list[Line]
    wrong: list[Line]
    due: list[Line]
    ends: list[Line]
    repeats: list[Line]
    before: str
    per: str
    agency: str
    scope: str


def told(rule: Rule, rules: Rulebook) -> Told:
    kinds = tuple(dict.fromkeys(kind for trigger in rule.triggers for kind in trigger.kinds))
    return Told(
        starts=[_trigger(each, rule, rules) for each in rule.triggers],
        unless=[condition(each, kinds, kinds) for each in rule.exceptions],
        meets=[_response(rule.met_by, kinds)] if rule.met_by else [],
        wrong=[condition(each, kinds, kinds) for each in rule.forbidden_when],
        due=_due(rule, kinds),
        ends=[_response(each, kinds) for each in rule.releases],
        repeats=[_response(each, kinds) for each in rule.until],
        before=_standing(rule.standing),
        per=_per(rule.per, kinds),
        agency=owner(rule.agency, kinds),
        scope=str(SCOPES[rule.scope]),
    )


def _trigger(trigger: Trigger, rule: Rule, rules: Rulebook) -> Line:
    if trigger.missed:
        other = rules.by_id[trigger.missed][-1]
        said = _("“%(duty)s” was not done in time") % {"duty": other.title}
    else:
        said = happening(trigger.kinds)
    if trigger.count is not None:
        said = _counted(said, trigger.count)
    if trigger.leading:
        said = _("%(what)s, but not where it is joined to another or closed as its duplicate") % {"what": said}
    if trigger.first_of is not None:
        said = _("%(what)s, the first of %(scope)s") % {"what": said, "scope": SCOPES[trigger.first_of]}
    if rule.together is not None:
        said = _("%(what)s; what comes within %(time)s of the first counts with it") % {"what": said, "time": length(rule.together)}
    who = []
    if trigger.who and trigger.who != rule.who:
        who.append(Line(_("then the %(role)s must act") % {"role": role_title(trigger.who)}))
    if trigger.agency is not None and trigger.agency != rule.agency:
        who.append(Line(_("then it is for %(agency)s") % {"agency": owner(trigger.agency, trigger.kinds)}))
    return Line(words.sentence(said), [*(condition(each, trigger.kinds, trigger.kinds) for each in trigger.where), *who])


def _counted(said: str, count: Count) -> str:
    of = {"event": "", "incident": _(" of another incident"), "victim": _(" with another victim")}[count.distinct]
    said = _("%(what)s, for the %(n)s time%(of)s") % {"what": said, "n": ordinal(count.at_least), "of": of}
    return _("%(what)s, within %(time)s") % {"what": said, "time": length(count.within)} if count.within else said


def _response(response: Response, starts: Kinds) -> Line:
    if response.join != "leaf":
        said = _("any of these") if response.join == "any_of" else _("all of these")
        return _only_for(Line(words.sentence(said), [_response(each, starts) for each in response.parts]), response.only_for)
    if response.of_trigger:
        said = _("what started it is enough by itself, where it says so")
    else:
        said = happening(response.kinds)
        if response.at_least > 1:
            said = _("%(what)s, %(n)d times") % {"what": said, "n": response.at_least}
        if response.spread is not None:
            said = f"{said}, {SPREAD[response.spread]}"
        if response.after:
            said = _("%(what)s, after this: %(first)s") % {"what": said, "first": happening(response.after)}
        if response.within is not None:
            said = _("%(what)s, within %(time)s") % {"what": said, "time": length(response.within)}
    of = starts if response.of_trigger else response.kinds
    return _only_for(Line(words.sentence(said), [condition(each, of, starts) for each in response.where]), response.only_for)


def _only_for(line: Line, names: Sequence[str]) -> Line:
    if not names:
        return line
    said = _("%(what)s (only where it was started by: %(names)s)") % {"what": line.words, "names": ", ".join(map(words.spoken, names))}
    return Line(said, line.parts)


def _due(rule: Rule, kinds: Kinds) -> list[Line]:
    if rule.kind == "precedence":
        return [Line(_("Before what started it"))]
    lines = [_limit(each, kinds) for each in rule.window]
    if rule.anchor.about:
        lines.append(Line(_("The clock runs from: %(event)s") % {"event": happening(rule.anchor.about)}))
    if rule.anchor.field:
        lines.append(Line(_("The clock runs from the date in “%(field)s”") % {"field": field(rule.anchor.field, kinds)}))
    return lines


def _limit(limit: Limit, kinds: Kinds) -> Line:
    parts = [condition(each, kinds, kinds) for each in limit.when]
    if limit.earliest_of:
        said = _("by the first of these")
        parts += [_limit(each, kinds) for each in limit.earliest_of]
    else:
        said = _reckoned(limit, kinds)
    return _only_for(Line(words.sentence(said), parts), limit.only_for)


def _reckoned(limit: Limit, kinds: Kinds) -> str:
    if limit.length is not None:
        return _within(limit.length)
    if limit.end_of is not None:
        return str(ENDS[limit.end_of])
    if limit.date:
        return _("by the end of the date in “%(field)s”") % {"field": field(limit.date, kinds)}
    return _("before this: %(event)s") % {"event": happening(limit.before)}


def _within(span: Length) -> str:
    if span.unit in ("days", "working_days", "months"):
        return _("by the end of the day, %(time)s on") % {"time": length(span)} if span.amount else _("by the end of the same day")
    return _("within %(time)s") % {"time": length(span)} if span.amount else _("before it, or as it happens")


def _standing(standing: Standing | None) -> str:
    if standing is None:
        return ""
    said = _("What was done before counts too")
    if standing.within is not None:
        said = _("%(said)s, within the %(time)s before") % {"said": said, "time": length(standing.within)}
    if standing.unless:
        said = _("%(said)s, unless this has come since: %(event)s") % {"said": said, "event": happening(standing.unless)}
    return said


def _per(per: Per | None, kinds: Kinds) -> str:
    if per is None:
        return ""
    if per.role:
        return _("each %(role)s named, apart") % {"role": words.spoken(per.role)}
    return _("each of “%(field)s”, apart") % {"field": field(per.field, kinds)}


def owner(agency: Owner, kinds: Kinds) -> str:
    if agency.slug:
        return agency.slug
    if agency.field:
        return _("the agency named in “%(field)s”") % {"field": field(agency.field, kinds)}
    if agency.each:
        return _("each agency named")
    if agency.police:
        return _("the police force of the case")
    return _("the agency that recorded what started it")


def everything(lines: Iterable[Line]) -> str:
    """All the words of some lines, to be searched."""
    return " ".join(f"{line.words} {everything(line.parts)}" for line in lines)
