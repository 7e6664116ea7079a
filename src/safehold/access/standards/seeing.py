"""Who sees a case with a member of staff in it, and who never does, whoever names them: a function of what is known of the case and of who
works where. Never the person, by whatever account; never those who supervise them or whom they supervise; never their unit."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec


class Post(msgspec.Struct, frozen=True):
    """A posting, of any day; `today` is whether it stands. `called` is their name, plain."""

    staff_id: str
    called: str
    agency: str
    role: str
    unit: str
    supervisor: str
    today: bool


class Concern(msgspec.Struct, frozen=True):
    """What is known of one case (models.StaffCase). `calls` are agencies with a call of it in hand, until `calls_until`."""

    subjects: tuple[str, ...]
    agencies: tuple[str, ...]
    stand_as: tuple[str, ...]
    certain: bool
    named: tuple[str, ...] | None
    hands: tuple[str, ...]
    involved: tuple[str, ...]
    calls: tuple[str, ...] = ()
    calls_until: int = 0
    notified: bool = False


class Works:
    """Who works where. `watch` are roles that look into staff or restrict records, `answer` those that answer calls."""

    def __init__(self, posts: Iterable[Post], watch: frozenset[str], answer: frozenset[str]) -> None:
        self.posts = tuple(posts)
        self.watch, self.answer = watch, answer

    @cached_property
    def by_staff(self) -> Mapping[str, list[Post]]:
        found: dict[str, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.staff_id, []).append(post)
        return found

    def accounts(self, staff_id: str) -> set[str]:
        """Theirs, and any other account of the same name."""
        called = {post.called for post in self.by_staff.get(staff_id, ()) if post.called}
        return {staff_id} | {post.staff_id for post in self.posts if post.called in called}

    def line(self, staff_id: str) -> set[str]:
        """Who supervises them, and those who supervise these; whom they supervise, and whom these do; and everybody of their unit."""
        above, below = {staff_id}, {staff_id}
        while more := {post.supervisor for one in above for post in self.by_staff.get(one, ()) if post.supervisor} - above:
            above |= more
        while more := {post.staff_id for post in self.posts if post.supervisor in below} - below:
            below |= more
        units = {(post.agency, post.unit) for post in self.by_staff.get(staff_id, ()) if post.unit}
        return above | below | {post.staff_id for post in self.posts if (post.agency, post.unit) in units}

    def holding(self, roles: frozenset[str], agencies: Iterable[str]) -> set[str]:
        wanted = frozenset(agencies)
        return {post.staff_id for post in self.posts if post.today and post.role in roles and post.agency in wanted}


def kept_from(subjects: Iterable[str], works: Works) -> list[str]:
    found: set[str] = set()
    for subject in subjects:
        for account in works.accounts(subject):
            found |= {account} | works.line(account)
    return sorted(found)


def seen_by(concern: Concern, kept: Iterable[str], works: Works, now: int) -> list[str]:
    """Those named on a restriction; until somebody is, those who look into it at the agencies concerned, whoever recorded it lately and
    whoever owns it. While a call is in hand, those who answer calls there as well: a life may hang on it."""
    never = set(kept)
    watching = works.holding(works.watch, (*concern.agencies, *concern.involved)) - never
    named = set(concern.named or ()) - never
    calls = works.holding(works.answer, concern.calls) if now < concern.calls_until else set()
    return sorted(((named or watching | set(concern.hands)) | calls) - never)
