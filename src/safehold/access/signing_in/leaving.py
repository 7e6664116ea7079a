"""Somebody leaves: nothing of theirs opens anything any more. What they stood for is handed over in practice/safeguarding/leaving.py."""

from django.db import transaction

from safehold.access import joining
from safehold.access.models import User
from safehold.access.signing_in import passwords, sessions
from safehold.access.signing_in.members import take_away_factors


@transaction.atomic
def leave(staff_id: str) -> User:
    """Ends all postings and sessions, and takes away the password, the app and the passkeys. Raises NotAdded."""
    joining.leave(staff_id)
    user = User.objects.get(staff_id=staff_id)
    user.set_password(passwords.unguessable())
    user.save(update_fields=["password"])
    take_away_factors(user)
    sessions.end_all(user, "left")
    return user
