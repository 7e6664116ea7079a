"""Passwords: which will do, choosing one, and the first one that somebody else gives."""

import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.joining import SHORTEST_PASSWORD
from safehold.access.models import User
from safehold.access.signing_in import breached, words_of_area
from safehold.access.signing_in.members import member

LONGEST = 200  # a longer one would only keep the hasher busy
FIRST_LASTS = timedelta(days=3)
# Five bits a letter, none of them like another when read out or copied from paper: seven groups of four are 140 bits.
FIRST_LETTERS, FIRST_LENGTH = "0123456789abcdefghjkmnpqrstvwxyz", 28  # pragma: allowlist secret


class UnfitPassword(ValueError):
    """The password will not do; the message says why."""


def fit(password: str, user: User) -> str:
    """The password, if it will do. Raises UnfitPassword."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST:
        raise UnfitPassword(
            _("Enter a password of %(least)d to %(most)d characters; three words make a good one.")
            % {"least": SHORTEST_PASSWORD, "most": LONGEST}
        )
    try:
        CommonPasswordValidator().validate(password, user)
        UserAttributeSimilarityValidator(("staff_id", "display_name")).validate(password, user)
    except ValidationError as error:
        raise UnfitPassword(_("Enter a password that is not among the commonest, nor like your name or number.")) from error
    named = words_of_area.named(password)
    if named:
        raise UnfitPassword(_("Enter a password without “%(word)s”: words of this area and its work are tried first.") % {"word": named})
    if breached.known(password):
        raise UnfitPassword(_("Enter another password: this one stands in lists of passwords that were stolen elsewhere."))
    return password


def choose(user: User, password: str) -> None:
    """Somebody's own, in place of what they had. Raises UnfitPassword."""
    if user.check_password(password):
        raise UnfitPassword(_("Enter a password other than the one you have."))
    user.set_password(fit(password, user))
    user.save(update_fields=["password"])
    standing = member(user)
    standing.first_until = None
    standing.save(update_fields=["first_until"])


def unguessable() -> str:
    """Of somebody who has none yet, or none any more."""
    return secrets.token_urlsafe(32)


def give_first(user: User) -> str:
    """A first password, which lets in for some days, to choose another. It is told once, to whoever hands it over."""
    letters = "".join(secrets.choice(FIRST_LETTERS) for _letter in range(FIRST_LENGTH))
    given = "-".join(letters[start : start + 4] for start in range(0, FIRST_LENGTH, 4))
    user.set_password(given)
    user.save(update_fields=["password"])
    first(user)
    return given


def first(user: User) -> None:
    """That the password which somebody has was given by another."""
    standing = member(user)
    standing.first_until = timezone.now() + FIRST_LASTS
    standing.save(update_fields=["first_until"])


def must_choose(user: User) -> bool:
    return member(user).first_until is not None


def too_old(user: User) -> bool:
    until = member(user).first_until
    return until is not None and until < timezone.now()
