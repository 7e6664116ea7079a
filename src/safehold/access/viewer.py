"""Who is looking: one member of staff, in one agency and one role, for the length of one request."""

from collections.abc import Iterable

import msgspec
from django.core.exceptions import PermissionDenied

from safehold.access.roles import Role, standard


class Refused(PermissionDenied):
    """The viewer may not do or see this; the message says what is not allowed and may be shown to them."""

    def __init__(self, message: str, *, persons: Iterable[int] = (), case_ids: Iterable[str] = (), kind: str = "page") -> None:
        super().__init__(message)
        self.persons = tuple(persons)
        self.case_ids = tuple(case_ids)
        self.kind = kind


class Unlogged(RuntimeError):
    """A page read people's records and logged no look: a fault in the page, and the answer is not sent."""


class Grounds(msgspec.Struct, frozen=True):
    """On what account somebody looks: their task, or the purpose and the reason that they gave. What is empty is the role's ordinary."""

    task: str = ""
    purpose: str = ""
    why: str = ""


class Trace(msgspec.Struct):
    """What the request has done so far: which kinds of record it read for the viewer, and whether it logged a look. What was asked
    about who else works here (standing_in.py), which agencies owe something and how far their records reach, and what is opened beyond
    one's work (looking/openings.py) is kept with it; and the grounds on which they look, which every look of the request is logged with.
    `through` is the share by which alone the case is open to them. `logged` are the looks that were logged, by their digests; those
    `beforehand` were logged for the form whose refusal this request shows."""

    read: set[str] = msgspec.field(default_factory=set)
    looked: bool = False
    standing_in: object = None
    owing: frozenset[str] | None = None
    openings: object = None
    reach: dict[str, int] | None = None
    grounds: Grounds = Grounds()
    through: str = ""
    logged: list[str] = msgspec.field(default_factory=list)
    beforehand: frozenset[str] = frozenset()


class Viewer(msgspec.Struct, frozen=True):
    """`agency` and `role` are those of the current posting; `page` is the address asked for, without its query."""

    user_id: int
    staff_id: str
    name: str
    agency: str
    agency_name: str
    agency_kind: str
    role: str
    posting_id: int
    page: str = ""
    where_from: str = ""
    trace: Trace = msgspec.field(default_factory=Trace)

    @property
    def does(self) -> Role:
        return standard().roles[self.role]

    @property
    def actor(self) -> dict[str, str]:
        """The viewer as an event names its actor."""
        return {"id": self.staff_id, "role": self.role}

    def may(self, permission: str) -> bool:
        if permission not in standard().permissions:
            raise ValueError(f"no permission is called {permission!r}")
        return permission in self.does.may

    def must(self, permission: str, *, persons: Iterable[int] = (), case_ids: Iterable[str] = (), kind: str = "page") -> None:
        """Raises Refused, which the middleware logs as a refused look."""
        if not self.may(permission):
            what = standard().permissions[permission]
            raise Refused(f"{what}: not as {self.does.title}.", persons=persons, case_ids=case_ids, kind=kind)
