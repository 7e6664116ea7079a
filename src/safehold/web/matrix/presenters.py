"""The matrix of who sees what: of one role, and of each kind of record."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.matrix import Matrix


def of_role(matrix: Matrix, role: str) -> list[tuple[str, list[bool]]]:
    """Each kind of record, and for each of the relations whether the role sees it."""
    return [(kind.title, [role in matrix.who(name, relation) for relation in matrix.relations]) for name, kind in matrix.kinds.items()]


def by_kind(matrix: Matrix, titles: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str, list[str]]]]]:
    """Each kind of record with, for each of the relations, who sees it: in a word, and the roles by name where it is some of them."""
    found = []
    for name, kind in matrix.kinds.items():
        rows = []
        for relation, title in matrix.relations.items():
            who = matrix.who(name, relation)
            named = sorted(titles[role] for role in who) if 0 < len(who) < len(titles) else []
            rows.append((title, _in_a_word(len(who), len(titles)), named))
        found.append((kind.title, rows))
    return found


def _in_a_word(some: int, every: int) -> str:
    if not some:
        return _("Nobody")
    if some == every:
        return _("Every role")
    return ngettext("%(n)d role", "%(n)d roles", some) % {"n": some}
