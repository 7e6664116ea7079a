"""Counts that tell of nobody: a small one is shown as "fewer than", and what is left cannot be taken from a total to find it."""

from collections.abc import Mapping

NOT_SHOWN = "not shown"


def amount(count: int, least: int) -> str:
    """A count by itself. None at all is said, since there is nobody then."""
    return str(count) if not count or count >= least else f"fewer than {least}"


def shown(counts: Mapping[str, int], least: int) -> tuple[dict[str, str], str]:
    """Each of a table's cells, and its total, as they may be published. Where a cell is hidden so is the total; and since that may stand
    elsewhere, the smallest that is not small is hidden too, so that taking the others from it leaves a sum that two can share in many ways.
    Where every cell is small there is none, and the total alone would tell: it stands nowhere else here."""
    small = {name for name, count in counts.items() if count < least}
    hidden = set(small)
    for name, _ in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        if not small or hidden - small:
            break
        hidden.add(name)
    cells = {
        name: f"fewer than {least}" if name in small else NOT_SHOWN if name in hidden else str(count) for name, count in counts.items()
    }
    return cells, NOT_SHOWN if hidden else str(sum(counts.values()))
