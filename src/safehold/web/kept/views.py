"""The page on which a form waits: what was typed, and one button that sends it where it was going."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from safehold.access.postings import numbered, postings_of
from safehold.access.roles import standard
from safehold.web import errors
from safehold.web.kept import store
from safehold.web.kept.fields import KEPT, told

WHY = {
    "ended": (_("This has not been sent yet"), _("Your session had ended when you sent this. What you typed was kept.")),
    "stale": (_("This has not been sent yet"), _("You signed in again since you opened that page. What you typed was kept.")),
    "unsaid": (_("This has not been sent yet"), _("It did not say in which posting you opened it. What you typed was kept.")),
    "again": (_("This has not been sent yet"), _("What stood in its way when you sent it has gone since. What you typed was kept.")),
    "posting": (_("In which posting do you send this?"), _("You opened this in another posting than the one you work in now.")),
    "fresh": (_("This has not been done yet"), _("You have shown again that it is you. What you sent before that was kept.")),
}


@require_GET
def kept(request: HttpRequest, key: str) -> HttpResponse:
    viewer = request.viewer
    form = store.opened(request, viewer.user_id, key)
    if form is None:
        store.waiting(request, viewer.user_id)  # drops what is another's
        return errors.gone(request)
    title, says = WHY[form.why]
    opened_in = numbered(form.posting)
    other = opened_in if opened_in and opened_in.pk != viewer.posting_id else None
    context = {
        "title": title,
        "says": says,
        "form": form,
        "told": told(form.fields),
        "kept": (KEPT, key),
        "other": f"{standard().roles[other.role].title}, {other.agency.name}" if other and other.role in standard().roles else "",
        "again": other.pk if other and postings_of(request.user).filter(pk=other.pk).exists() else None,
    }
    return TemplateResponse(request, "pages/kept.html", context)
