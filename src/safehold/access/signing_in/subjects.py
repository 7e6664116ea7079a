"""To which account of a single sign-on somebody is bound: the one by which they came first. A staff number that the issuer gives to another
account later lets nobody in, until the person has begun anew here."""

from safehold.access.models import User
from safehold.access.signing_in.members import member
from safehold.access.signing_in.models import Member

LONGEST = 255  # OpenID Connect Core, section 2


class AnotherAccount(Exception):
    """The number is bound to another account of the issuer, or the account to another number."""


def bind(user: User, issuer: str, subject: object) -> None:
    """The caller has a transaction. Raises AnotherAccount."""
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST:
        raise AnotherAccount
    member(user)
    standing = Member.objects.select_for_update().get(user=user)
    if not standing.subject:
        if Member.objects.filter(issuer=issuer, subject=subject).exists():
            raise AnotherAccount
        Member.objects.filter(user=user).update(issuer=issuer, subject=subject)
    elif (standing.issuer, standing.subject) != (issuer, subject):
        raise AnotherAccount
