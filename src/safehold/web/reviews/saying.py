"""What a panel says and decides, as it is sent."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safehold.chronology.envelope import Refused as NotRecorded
from safehold.documents.reviews.guarding import reached_by
from safehold.practice.reviews import actions, naming, seats
from safehold.web.reviews import over
from safehold.web.reviews.forms import FORMS, SayForm
from safehold.web.reviews.reaching import Reached, reached
from safehold.web.reviews.views import SHOWS


@require_POST
def say(request: HttpRequest, number: int, what: str) -> HttpResponse:
    viewer = request.viewer
    open_ = reached(request, number)
    if not isinstance(open_, Reached):
        return over.lifted(request, number, what) or open_
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, agencies=sorted(open_.agencies.items()))
    if form.is_valid() and not _names_somebody(open_, form):
        try:
            actions.say(open_.review, by=viewer, what=what, body=form.body(), subject=form.subject())
        except (actions.CannotDo, NotRecorded) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is kept."))
            return redirect(_back(form, number))
    return SHOWS[form.page](request, open_, form)


@require_POST
def seat(request: HttpRequest, number: int) -> HttpResponse:
    """`who` is somebody's number and their agency; `do` is sit, chair or leave."""
    open_ = reached(request, number)
    if not isinstance(open_, Reached):
        return open_
    user, _space, agency = request.POST.get("who", "").partition(" ")
    try:
        if not user.isascii() or not user.isdigit() or len(user) > 18:
            raise seats.NoSeat(_("Choose who."))
        if request.POST.get("do") == "leave":
            seats.unseat(open_.review, by=open_.viewer, user_id=int(user))
        else:
            seats.seat(open_.review, by=open_.viewer, user_id=int(user), agency=agency, chair=request.POST.get("do") == "chair")
    except seats.NoSeat as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is so from now."))
    return redirect("review-people", number)


def _names_somebody(open_: Reached, form: SayForm) -> bool:
    """What is read beyond the panel names nobody."""
    if form.what not in ("recommendation", "progress"):
        return False
    for name, value in list(form.cleaned_data.items()):
        people = open_.material.people.values()
        if not isinstance(value, str) or name == "owner":
            continue
        if who := naming.named(value, people) or reached_by(value, people, open_.material.shown):
            form.add_error(name, _("This names somebody (%(who)s), and is read beyond the panel.") % {"who": ", ".join(who)})
    return bool(form.errors)


def _back(form: SayForm, number: int) -> str:
    address = reverse(form.page, args=[number])
    if form.what == "verdict" and form.cleaned_data["of"][:1] == ["today"]:
        address += "?standard=today"
    return address
