"""The outbox: what the agency wrote to victims, where each stands, and what must be found out of those that are unsure."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.keyring import NoKey
from safehold.access.looks import look
from safehold.access.staff import staff_names
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Person
from safehold.practice.safeguarding.contact import actions, models, reading
from safehold.practice.safeguarding.contact.models import Message
from safehold.practice.safeguarding.contact.sealing import unseal
from safehold.web import errors
from safehold.web.contact import named
from safehold.web.naming import full_name

MOST = 60


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    unread = list(reading.stopped(viewer)[:MOST])
    to_see = {each.pk for each in unread}
    listed = unread + [each for each in reading.messages(viewer)[:MOST] if each.pk not in to_see]
    people = Person.objects.for_viewer(viewer).in_bulk({each.person_id for each in listed})
    look(viewer, "page", persons=people)
    rows = [
        (each, full_name(people.get(each.person_id)), named.METHOD_NAMES[each.channel], named.STATES[each.state], _why(each))
        for each in listed
    ]
    waits = [row for row in rows if row[0].state in (models.UNSURE, models.REFUSED) or row[0].pk in to_see]
    return TemplateResponse(request, "contact/outbox.html", {"waits": waits, "rows": [row for row in rows if row not in waits]})


@require_GET
def message(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    found = reading.messages(viewer).filter(pk=number).first()
    if found is None:
        look(viewer, "page", refused=True, why="no message that this viewer sees", task=f"message {number}")
        return errors.not_found(request)
    people = Person.objects.for_viewer(viewer).in_bulk([found.person_id])
    cases = reading.cases_of(viewer, found)
    look(viewer, "page", persons=[found.person_id], case_ids=[each.id for each in cases], task=f"message {number}")
    try:
        letter = unseal(found.agency, found.sealed) if found.sealed else None
    except NoKey:
        letter = None
    steps = list(found.steps.order_by("id"))
    names = staff_names([found.staff_id])
    context = {
        "message": found, "letter": letter, "who": full_name(people.get(found.person_id)), "case": next(iter(cases), None),
        "method": named.METHOD_NAMES[found.channel], "state": named.STATES[found.state], "why": _why(found),
        "steps": [(each.at, named.STATES[each.state], named.STOPPED.get(each.why, each.why)) for each in steps],
        "by": names.get(found.staff_id, found.staff_id), "works": actions.works(viewer, found),
        "to_see": reading.stopped(viewer).filter(pk=number).exists(),
    }  # fmt: skip
    return TemplateResponse(request, "contact/message.html", context)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Of a message that is unsure, what somebody found out; of one that waits, that it is taken back."""
    viewer = request.viewer
    found = reading.messages(viewer).filter(pk=number).first()
    if found is None:
        look(viewer, "page", refused=True, why="no message that this viewer sees", task=f"message {number}")
        return errors.not_found(request)
    look(viewer, "page", persons=[found.person_id], task=f"message {number}")
    said = request.POST.get("answer", "")
    try:
        if said == "take-back":
            actions.take_back(by=viewer, message=found)
        elif said == "seen":
            actions.saw(by=viewer, message=found)
        elif said in ("went", "again", "leave"):
            actions.answer_unsure(by=viewer, message=found, went=said == "went", again=said == "again")
    except NotRecorded as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("message", number)


def _why(found: Message) -> str:
    return str(named.STOPPED.get(found.why, found.why))
