"""What somebody was called when something was done: a number that is given out again does not rename what whoever had it did."""

from collections.abc import Iterable
from datetime import datetime

from safehold.access.models import User
from safehold.access.signing_in.models import Act

RENAMED = "renamed"


class Names:
    """Of these people. Each renaming is logged with the name that ended then."""

    def __init__(self, users: Iterable[int]) -> None:
        self._ended: dict[int | None, list[tuple[datetime, str]]] = {}
        for act in Act.objects.filter(what=RENAMED, user__in=set(users)).order_by("at", "pk"):
            self._ended.setdefault(act.user_id, []).append((act.at, act.about))

    def then(self, user: User, at: datetime) -> str:
        return next((name for ended, name in self._ended.get(user.pk, ()) if at <= ended), user.display_name)
