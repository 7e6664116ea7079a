"""The second thing: a code or a passkey, shown to finish signing in or, later, to do what needs it fresh; and setting it up."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import User
from safehold.access.signing_in import acts, attempts, codes, passkeys, sealing
from safehold.access.signing_in.entering import FACTOR_AT
from safehold.access.signing_in.members import factors, member
from safehold.access.signing_in.models import Member

FRESH_SECONDS = 10 * 60
CODE, PASSKEY = "code", "passkey"
SETTING_UP = "setting_up"


class NotShown(Exception):
    """The code or the passkey is not right, or it is not looked at for now; the message may be shown."""


def code(request: HttpRequest, user: User, given: str) -> str:
    """A code of the app, which counts once. Raises NotShown."""
    free = attempts.free(request, user.staff_id)
    standing = member(user)
    try:
        step = codes.step_of(sealing.unseal(user.pk, standing.app_secret) if standing.app_secret else codes.new_secret(), given)
    except sealing.NoKey as error:
        raise NotShown(_("Codes cannot be read just now: whoever runs Safehold must set SAFEHOLD_FACTOR_KEYS.")) from error
    used = step is not None and free and bool(standing.app_secret)
    if not used or not Member.objects.filter(user=user, app_step__lt=step).update(app_step=step):
        if free:
            attempts.failed(request, user.staff_id)
        raise NotShown(_("That code is not right, or was used already. Wait for the next one; too many attempts make you wait 15 minutes."))
    return CODE


def passkey(request: HttpRequest, user: User, answer: str) -> str:
    """Raises NotShown."""
    try:
        found = passkeys.shown(request, answer)
    except passkeys.BadPasskey as error:
        raise NotShown(_("That passkey did not work. Try again, or use another way.")) from error
    if found.user_id != user.pk:
        raise NotShown(_("That passkey is another's."))
    return PASSKEY


def app_to_set_up(request: HttpRequest, user: User) -> str:
    """The secret of an app that is being set up, the same until it is. Raises NoKey."""
    if kept := request.session.get(SETTING_UP):
        try:
            return sealing.unseal(user.pk, kept)
        except sealing.NoKey:  # another's, who began here and went: they begin again
            del request.session[SETTING_UP]
    secret = codes.new_secret()
    request.session[SETTING_UP] = sealing.seal(user.pk, secret)
    return secret


def set_up_app(request: HttpRequest, user: User, given: str) -> str:
    """Keeps an app's secret, once the app has shown a code. Raises NoKey, NotShown."""
    secret = app_to_set_up(request, user)
    step = codes.step_of(secret, given)
    if step is None:
        raise NotShown(_("That code is not right. Check that the phone’s time is right, and enter the code that it shows now."))
    standing = member(user)
    standing.app_secret, standing.app_step, standing.app_since = sealing.seal(user.pk, secret), step, timezone.now()
    standing.save(update_fields=["app_secret", "app_step", "app_since"])
    del request.session[SETTING_UP]
    acts.own(request, user, "app_set_up")
    return CODE


def now_fresh(request: HttpRequest) -> None:
    request.session[FACTOR_AT] = int(time.time())


def fresh(request: HttpRequest, user: User) -> bool:
    """Whether something was shown within the last minutes. In a demonstration, those who have nothing to show need not."""
    if time.time() - request.session.get(FACTOR_AT, 0) <= FRESH_SECONDS:
        return True
    return bool(settings.DEMONSTRATION) and not any(factors(user))
