"""Contact with a victim: how she may be reached, who must tell her what by when, each attempt, and what is written to her."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.keyring import NoKey
from safehold.chronology.envelope import Event
from safehold.chronology.times import instant, london
from safehold.practice.safeguarding.contact import actions, before, clocks, means, reading, services
from safehold.practice.safeguarding.contact.templates import standard
from safehold.web import duties, words
from safehold.web.case.entering import Inside, Stands, answered, enter, mark_of
from safehold.web.case.recordable import works_on
from safehold.web.contact import answering, named
from safehold.web.contact.forms import BeforeForm, SafeForm, TriedForm, WriteForm
from safehold.web.events.telling import tell
from safehold.web.naming import role_title
from safehold.web.within import within

CONSENT = ("victim.consented", "victim.withdrew", "consent.changed")
NEEDS = ("victim.needs_recorded", "interpreter.booked")
TOLD = ("victim.told", "victim.contact_attempted", "contact.unsafe", "victim.message_stopped", "victim.views_sought")
MOST = 12
MOST_ONCE = 64


class Safe(msgspec.Struct, frozen=True):
    """Her means as the page lists them; `whereto` by the name of the channel; `his` names those that stand on record as his too; `now` are
    those that are safe at this hour."""

    how: list[str]
    when: str
    who: str
    never: str
    codeword: str
    whereto: list[tuple[str, str]]
    his: list[str]
    more: bool
    confirmed: int | None
    unsafe: str
    instead: str
    now: list[str]
    withheld: bool
    known: bool


@require_GET
def contact(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "reach_victims")
    if isinstance(inside, HttpResponse):
        return inside
    found = reading.means(inside.viewer, inside.case, inside.entries)
    context = {
        "case": inside.case,
        "who": inside.who,
        "safe": _safe(found, inside.now),
        "said_before": _before(inside, found),
        "owed": [_owing(each, inside) for each in clocks.owed(inside.viewer, inside.case, inside.now)],
        "told": _told(inside, TOLD),
        "needs": _told(inside, NEEDS),
        "consent": _told(inside, CONSENT),
        "messages_of": [
            (each, named.METHOD_NAMES[each.channel], named.STATES[each.state]) for each in reading.of_case(inside.viewer, inside.entries)
        ],
        "works": inside.works,
        "reaches": works_on(inside.viewer, inside.case),
        "sends": [(channel, named.METHOD_NAMES[channel]) for channel in services.channels()],
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "contact/contact.html", context)


@require_http_methods(["GET", "POST"])
def set_safe(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", "reach_victims", to_record=True, to_replace=True)
    if isinstance(inside, HttpResponse):
        return inside
    found = reading.means(inside.viewer, inside.case, inside.entries)
    begins: Mapping[str, Any] = {
        "methods": found.methods, "phone": found.whereto.get("text", ""), "email": found.whereto.get("email", ""),
        "post_to": found.whereto.get("letter", ""), "days": found.days, "from_time": found.from_time, "until_time": found.until_time,
        "times": found.times, "who_may_answer": found.who_may_answer, "codeword": found.codeword, "never": found.never,
        "more_than_neutral": found.more_than_neutral,
    }  # fmt: skip
    form = SafeForm(request.POST if request.method == "POST" else None, initial={} if found.withheld else begins)

    def act(given: dict[str, Any]) -> None:
        if found.codeword_held and not given["codeword"]:
            raise actions.NotWritten(_("A codeword is on record that is not for your role. Ask her for it, so that it is not lost."))
        actions.set_safe(by=inside.viewer, case=inside.case, data=form.data_of())

    context = {
        "case": inside.case, "who": inside.who, "title": _("How she may be reached"), "button": _("She confirmed this today"),
        "hint": _("Ask her each time: is it safe to talk now? What stands here replaces all that was said before."),
    }  # fmt: skip
    context["in_confidence"] = found.withheld
    to, stands = reverse("contact", args=[inside.case.id]), _stands(inside, found, begins)
    return answered(request, form, act, said=_("Kept."), to=to, template="plans/form.html", context=context, stands=stands)


@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest, case_id: str) -> HttpResponse:
    """First whether it is safe, then what came of it. What happened is recorded whether or not it was, by whoever may reach her: a control
    room's supervisor records nothing else of a case."""
    inside = enter(request, case_id, "reach_victims", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    found = reading.means(inside.viewer, inside.case, inside.entries)
    sent = request.POST if request.method == "POST" else request.GET
    method, asked = sent.get("method", ""), sent.get("about", "")
    back = within(request, sent.get("back", ""))
    to = back or reverse("contact", args=[inside.case.id])
    context = {"case": inside.case, "who": inside.who, "safe": _safe(found, inside.now), "back": to, "kept": {"about": asked, "back": back}}
    if method not in means.METHODS:
        return TemplateResponse(request, "contact/before.html", {**context, "form": BeforeForm()})
    judged = actions.verdict(found, method, inside.now)
    offered = answering.choices(inside, asked)
    form = TriedForm(request.POST if request.method == "POST" else None, initial={"method": method, "about": asked}, about=offered)

    def act(given: dict[str, Any]) -> str:
        """By what was known then, where it is written down later."""
        at: datetime | None = given["at"]
        then = found if at is None else reading.means(inside.viewer, inside.case, inside.entries, instant(at))
        safe = actions.tried(
            by=inside.viewer, case=inside.case, means=then, method=method, reached=given["reached"] == "yes",
            answered_by=given["answered_by"], note=given["note"], at=at, about=answering.chosen(given.get("about", "")),
        )  # fmt: skip
        return _("Recorded.") if safe else _("Recorded, as not safe. If harm may come of it, say that it is not safe to contact her.")

    more = {
        "verdict": judged, "why": named.WHY["ask_first" if judged.warn else judged.why], "warn": [named.WARN[each] for each in judged.warn],
        "method": named.METHOD_NAMES[method],
    }  # fmt: skip
    return answered(request, form, act, to=to, template="contact/tried.html", context={**context, **more})


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, case_id: str) -> HttpResponse:
    inside = enter(request, case_id, "record_events", "reach_victims", to_record=True)
    if isinstance(inside, HttpResponse):
        return inside
    given = request.POST if request.method == "POST" else request.GET
    channel, key = given.get("channel", ""), given.get("template", "")
    chosen = standard().templates.get(key)
    found = reading.means(inside.viewer, inside.case, inside.entries)
    to = reverse("contact", args=[inside.case.id])
    context = {"case": inside.case, "who": inside.who, "safe": _safe(found, inside.now), "back": to}
    if chosen is None or channel not in services.channels() or channel not in chosen.channels:
        listed = [
            (each, named.METHOD_NAMES[each], [(name, one) for name, one in standard().templates.items() if each in one.channels])
            for each in services.channels()
        ]
        return TemplateResponse(request, "contact/choose.html", {**context, "listed": listed})
    form = WriteForm(request.POST if request.method == "POST" else None, template=chosen, initial={"who": inside.viewer.name.split()[0]})
    more = {"template": chosen, "key": key, "channel": channel, "method": named.METHOD_NAMES[channel], "why": ""}
    more["whereto"], more["his"] = found.whereto.get(channel, ""), channel in found.his
    more["once"] = request.POST.get("once", "")[:MOST_ONCE] or secrets.token_hex(16)

    def act(filled: dict[str, Any]) -> None:
        try:
            actions.write(by=inside.viewer, case=inside.case, means=found, channel=channel, template=key, given=filled, once=more["once"])
        except actions.Unsafe as refusal:
            more["why"] = str(named.WHY[refusal.verdict.why])
            raise actions.Unsafe(f"{refusal} {more['why']}", refusal.verdict) from refusal
        except NoKey as error:
            raise actions.NotWritten(_("What is written cannot be kept: the key is missing. Tell whoever runs Safehold.")) from error

    said = _("It goes as soon as it may.")
    return answered(request, form, act, said=said, to=to, template="contact/write.html", context={**context, **more})


def _stands(inside: Inside, found: means.Means, begins: Mapping[str, Any]) -> Stands:
    said = [entry.event for entry in inside.entries if entry.event.kind in ("safe_contact.set", reading.UNSAFE) and entry.struck is None]
    last = max(said, key=lambda each: each.recorded_at, default=None)
    since = _("Since you opened this, something else was recorded of how she may be reached%(by)s.")
    by = _(": by %(by)s") % {"by": inside.by(last)} if last else ""
    more = []
    if found.unsafe:
        instead = _("Instead: %(how)s") % {"how": found.instead} if found.instead else ""
        more.append((_("Not safe to contact her"), ". ".join(part for part in (found.unsafe, instead) if part)))
    if found.his:
        more.append((_("On record as his too"), ", ".join(_lower(named.WHERETO[channel]) for channel in found.his)))
    hidden = set(begins) if found.withheld else {"codeword"} if found.codeword_held else set()
    values = {name: value for name, value in begins.items() if name not in hidden}
    return Stands(mark_of(found), since % {"by": by}, values, tuple(more))


def _before(inside: Inside, found: means.Means) -> list[tuple[str, str, str]]:
    """What was said of her before and the record that stands leaves out: what it is called, what it says, and by whom. What must never be
    done holds, and stands with the rest."""
    said = [entry.event for entry in inside.entries if entry.event.kind == before.SAID and entry.struck is None]
    if found.withheld or not said:
        return []
    left = before.left_out(said, max(said, key=lambda each: each.order))
    told = {name: each for name, each in left.items() if name != "never" and each.data.get(name)}
    return [(str(SafeForm.base_fields[name].label), str(each.data[name]), inside.by(each)) for name, each in told.items()]


def _safe(found: means.Means, now: int) -> Safe:
    begins = _("from %(time)s") % {"time": found.from_time} if found.from_time else ""
    ends = _("until %(time)s") % {"time": found.until_time} if found.until_time else ""
    clock = f"{begins} {ends}".strip()
    days = ", ".join(str(named.DAY_NAMES[day]) for day in found.days if day in named.DAY_NAMES)
    return Safe(
        how=[_lower(named.METHOD_NAMES.get(each, each)) for each in (found.methods or found.said)],
        when="; ".join(part for part in (days, clock, found.times) if part), who=found.who_may_answer, never=found.never,
        codeword=found.codeword,
        whereto=[(str(named.WHERETO[channel]), said) for channel, said in found.whereto.items()],
        his=[_lower(named.WHERETO[channel]) for channel in found.his],
        more=found.more_than_neutral, confirmed=found.confirmed, unsafe=found.unsafe,
        instead=found.instead, now=[_lower(named.METHOD_NAMES[each]) for each in means.offered(found, london(now))],
        withheld=found.withheld, known=bool(found.seq),
    )  # fmt: skip


def _owing(each: clocks.Owed, inside: Inside) -> tuple[clocks.Owed, str, str, str, str]:
    duty = each.duty
    agency = inside.agencies.get(duty.agency, duty.agency)
    return each, words.sentence(each.topics), duties.address(duty), words.sentence(role_title(duty.who)), agency


def _told(inside: Inside, kinds: tuple[str, ...]) -> list[tuple[Any, Event]]:
    events = [entry.event for entry in inside.entries if entry.event.kind in kinds and entry.struck is None][:MOST]
    return [(tell(event, inside.viewer, inside.agencies, confidential=True), event) for event in events]


def _lower(said: object) -> str:
    """Within a sentence."""
    return f"{str(said)[:1].lower()}{str(said)[1:]}"
