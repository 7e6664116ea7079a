"""The table of linking in docs/benchmarks.md, written by the command that measured it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.linkage.figures import Tuned

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEAD = "# Benchmarks\n\nWhat was measured, by which command. Each part is written by the command that it names.\n"


SAID = """\
Who is who among mentions, without labels: every tool is given the mentions alone, but where judgements are named, which are of the half on
which thresholds are chosen. Precision, recall and F1 are of pairs of mentions in one cluster; the threshold was chosen on one half of the
people, to a quarter of a bit, and scored on the other, for all tools alike. Splink has the comparisons of its own library with term
frequencies and connected components, and is tried with several settings (`benchmarks/linkage/splink_settings.py`): 10 to 36 blocking rules
as far as the set is small enough, addresses compared as one or in parts, its ready-made comparisons or such as know day and month turned,
names swapped and how names sound. The one that does best on the half that is scored counts, and is named below. recordlinkage has ECM over
Jaro-Winkler and exact comparisons. What was judged is drawn from what people would be asked: pairs of middling weight, pairs that weigh
enough but contradict each other, and some of all.
Both are given the values made even and parted into columns. The population is [made up](synthetic-area.md#a-population-to-try-linking-on),
and harder than the usual sets on purpose; what is measured on it is no estimate of any real record. In it nobody gives an altogether
different given name, which favours the rule that such mentions are left to a person; in the FEBRL sets many do. Of PatentsView's inventors
at most 20 mentions each are taken, with 6,000 of their namesakes, and only names and towns. Seconds and GB are of the whole process, with
other work on the machine: trust CPU seconds more.\
""".splitlines()


class Row(NamedTuple):
    """One tool on one set. `edges` before clustering; `clusters` as the tool clusters; seconds and GB of its whole process."""

    of: str
    tool: str
    edges: Tuned
    clusters: Tuned
    pairs: int
    seconds: float
    cpu: float
    memory: float


def rows(found: list[Row]) -> list[str]:
    lines = ["| set | tool | pairs | edge F1 | precision | recall | cluster F1 | seconds | CPU s | GB |", "|---" * 10 + "|"]
    for row in found:
        _, (precision, recall, f1) = row.clusters
        lines.append(
            f"| {row.of} | {row.tool} | {row.pairs:,} | {row.edges.found.f1:.4f} | {precision:.4f} | {recall:.4f} | {f1:.4f} |"
            f" {row.seconds:.1f} | {row.cpu:.1f} | {row.memory:.2f} |"
        )
    return lines


def ratios(found: list[Row]) -> list[str]:
    """Safehold beside each peer on the same set: the F1 above, what is left of the error, and the time."""
    lines = []
    for ours in found:
        if not ours.tool.startswith("Safehold"):
            continue
        for peer in found:
            if peer.of == ours.of and not peer.tool.startswith("Safehold"):
                above = ours.clusters.found.f1 - peer.clusters.found.f1
                error = (1 - ours.clusters.found.f1) / max(1 - peer.clusters.found.f1, 1e-9)
                lines.append(
                    f"- {ours.of}, {ours.tool} beside {peer.tool}: cluster F1 {above:+.4f}, error {error:.2f} times as large,"
                    f" {ours.cpu / peer.cpu:.2f} times the CPU time and {ours.memory / peer.memory:.2f} times the memory"
                )
    return lines


def write(what: str, text: list[str], page: Path = PAGE, *, by: str = "linkage", said: list[str] = SAID) -> None:
    """Puts the text between its own marks; what else stands on the page stays."""
    start, end = f"<!-- linking {what} -->", f"<!-- end of linking {what} -->"
    there = page.read_text(encoding="utf-8") if page.exists() else HEAD
    when = f"Written by `python -m benchmarks.{by} --write` on {datetime.now(tz=UTC):%-d %B %Y}."
    part = "\n".join([start, f"## Linking {what} in batch", "", when, "", *said, "", *text, end])
    if start in there and end in there:
        before, _, rest = there.partition(start)
        there = before + part + rest.partition(end)[2]
    else:
        there = f"{there.rstrip()}\n\n{part}\n"
    page.write_text(there, encoding="utf-8")
