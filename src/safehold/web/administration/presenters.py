"""Staff, what was done about them, and service accounts, as pages show them. Times are instants."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from safehold.access.models import Posting, User
from safehold.access.signing_in import acts, homes
from safehold.access.signing_in.models import Act, Recovery, Service
from safehold.access.signing_in.names import Names
from safehold.access.signing_in.staffing import OfStaff
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant
from safehold.practice.safeguarding.leaving import Leaves
from safehold.practice.training.listed import training_of
from safehold.web.naming import role_title
from safehold.web.training import presenters as training


class Person(msgspec.Struct, frozen=True):
    number: int
    name: str
    staff_id: str
    roles: str
    training: str


def people(viewer: Viewer, staff: Iterable[OfStaff], now: int) -> list[Person]:
    listed = list(staff)
    trained = training_of(viewer, (user.staff_id for user, _ in listed), now)
    return [
        Person(user.pk, str(user), user.staff_id, ", ".join(role_title(each.role) for each in held), training.word(trained[user.staff_id]))
        for user, held in listed
    ]


class Held(msgspec.Struct, frozen=True):
    number: int
    role: str
    agency: str
    since: str
    until: str
    ours: bool


def postings_shown(user: User, agency: str) -> list[Held]:
    """All that stand, at other agencies too: whoever leaves, leaves those."""
    return [_held(each, agency) for each in homes.standing(user)]


def _held(posting: Posting, agency: str) -> Held:
    until = f"{posting.last_day:%-d %B %Y}" if posting.last_day else ""
    ours = posting.agency_id == agency
    return Held(posting.pk, role_title(posting.role), posting.agency.name, f"{posting.first_day:%-d %B %Y}", until, ours)


class Done(msgspec.Struct, frozen=True):
    at: int
    what: str
    whom: str
    by: str


def acts_shown(found: Iterable[Act]) -> list[Done]:
    listed = list(found)
    names = Names(number for each in listed for number in (each.user_id, each.by_id) if number)
    return [
        Done(
            instant(each.at),
            acts.in_words(each),
            names.then(each.user, each.at) if each.user else "",
            names.then(each.by, each.at) if each.by else "",
        )
        for each in listed
    ]


def work_shown(found: Leaves) -> dict[str, Any]:
    """Duties by their title, and how many of each; what others go on with, by what their role is called."""
    duties = sorted(Counter(found.duties).items())
    return {"found": found, "duties": duties, "stay": {role_title(role): held for role, held in found.stay.items()}}


class Asked(msgspec.Struct, frozen=True):
    number: int
    at: int
    whom: str
    staff_id: str
    by: str
    why: str
    role: str


def recoveries_shown(waiting: Iterable[Recovery]) -> list[Asked]:
    return [
        Asked(
            each.pk,
            instant(each.asked_at),
            each.name or str(each.user),
            each.user.staff_id,
            str(each.asked_by),
            each.why,
            role_title(each.role) if each.role else "",
        )
        for each in waiting
    ]


class TokenShown(msgspec.Struct, frozen=True):
    number: int
    hint: str
    scopes: list[str]
    made_at: int
    expires_at: int
    used_at: int | None
    used_from: str
    standing: bool


class ServiceShown(msgspec.Struct, frozen=True):
    name: str
    is_for: str
    made_at: int
    ended: bool
    tokens: list[TokenShown]

    @property
    def standing(self) -> int:
        return sum(token.standing for token in self.tokens)


def service_shown(service: Service, now: datetime) -> ServiceShown:
    tokens = [
        TokenShown(
            number=each.pk,
            hint=each.hint,
            scopes=each.scopes,
            made_at=instant(each.made_at),
            expires_at=instant(each.expires_at),
            used_at=instant(each.used_at) if each.used_at else None,
            used_from=each.used_from or "",
            standing=each.revoked_at is None and each.expires_at > now and service.ended_at is None,
        )
        for each in service.tokens.all()
    ]
    return ServiceShown(service.name, service.is_for, instant(service.made_at), service.ended_at is not None, tokens)
