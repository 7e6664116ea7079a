"""Who must tell her what, and by when: the duties of a case that are answered by telling her, asking her or reaching her, as the rulebook
has them. The Victims' Code is there, dated; nothing of it stands here."""

from collections.abc import Iterator

import msgspec

from safehold.access.viewer import Viewer
from safehold.identity.models import Case
from safehold.rulebook.model import Response, Rule
from safehold.rulebook.models import Obligation
from safehold.rulebook.state import rulebook

REACHED = ("victim.told", "victim.views_sought", "victim.contact_attempted", "special_measures.offered", "support.referred", "idva.engaged")


class Owed(msgspec.Struct, frozen=True):
    """`topics` is what the duty is called; `source` where it comes from; `kinds` what would answer it."""

    duty: Obligation
    topics: str
    source: str
    overdue: bool
    kinds: frozenset[str]


def owed(viewer: Viewer, case: Case, now: int) -> list[Owed]:
    """Of every agency whose duties the viewer sees, the first due first."""
    rules = rulebook()
    found = []
    for duty in Obligation.objects.for_viewer(viewer).open_of_case(case.id).order_by("due_latest", "rule", "id"):
        rule = rules.version(duty.rule, duty.version)
        if rule is not None and is_telling(rule):
            overdue = duty.due_latest is not None and duty.due_latest < now
            found.append(Owed(duty, rule.title, rule.source, overdue, _answering(rule)))
    return found


def is_telling(rule: Rule) -> bool:
    return not _answering(rule).isdisjoint(REACHED)


def _answering(rule: Rule) -> frozenset[str]:
    return frozenset(_kinds(rule.met_by)) if rule.met_by is not None else frozenset()


def _kinds(response: Response) -> Iterator[str]:
    yield from response.kinds
    for part in response.parts:
        yield from _kinds(part)
