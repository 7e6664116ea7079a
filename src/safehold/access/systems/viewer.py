"""Another system as a viewer: what it may is what its token's scopes say, and what it sees is narrowed as it is for anybody."""

from collections.abc import Iterable

from safehold.access.roles import Role
from safehold.access.signing_in.services import scopes
from safehold.access.viewer import Refused, Viewer

ROLE = "other_system"
# What rests on its agency's records. Which of them, and how much of each, each operation narrows further.
_READING = frozenset(("read_events", "read_duties", "read_cases", "read_shares", "share_records"))


class System(Viewer, frozen=True):
    """`staff_id` is no member of staff's, so that nothing restricted to named staff is ever a system's to see."""

    scopes: frozenset[str] = frozenset()

    @property
    def does(self) -> Role:
        return Role(
            title="another system",
            is_="Sends and asks by itself.",
            front="",
            may=self.scopes & {"check_history"},
            cases="involved" if self.scopes & _READING else "none",
            calls="agency" if "check_history" in self.scopes else "none",
            duties="agency",
            purpose="records",
        )

    def may(self, permission: str) -> bool:
        """A scope. Of what members of staff may, a system may nothing but what is called the same."""
        return permission in self.scopes

    def must(self, permission: str, *, persons: Iterable[int] = (), case_ids: Iterable[str] = (), kind: str = "page") -> None:
        if not self.may(permission):
            what = scopes()[permission]
            raise Refused(f"{what}: not by this token.", persons=persons, case_ids=case_ids, kind=kind)
