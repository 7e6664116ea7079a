"""What a run comes to, in a table: by page and by role, beside the promises."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from benchmarks.load.running import Run

PROMISED = {"page": 300.0, "check": 150.0}  # milliseconds, for 95 of 100
KINDS = {
    "page": "pages", "check": "history check", "keep": "kept as typed", "button": "buttons of a call", "poll": "board, by itself",
    "signing in": "signing in", "file": "files",
}  # fmt: skip


def percentile(figures: Sequence[float], share: float) -> float:
    ordered = sorted(figures)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def row(name: str, asked: Sequence[Sequence[Any]]) -> str:
    figures = [each[4] * 1000 for each in asked]
    wrong = sum(1 for each in asked if each[5])
    spread = [f"{percentile(figures, share):,.0f}" for share in (0.5, 0.95, 0.99)]
    return f"| {name} | {len(asked):,} | {wrong:,} | {' | '.join(spread)} | {max(figures, default=0.0):,.0f} |"


HEAD = "| what | requests | errors | p50, ms | p95 | p99 | slowest |\n|---|---|---|---|---|---|---|"


def tables(run: Run) -> str:
    by_kind, by_name, by_role = (defaultdict(list) for _ in range(3))
    for each in run.asked:
        by_kind[each[2]].append(each)
        by_name[each[1]].append(each)
        if each[2] == "page":
            by_role[each[3].replace("_", " ")].append(each)
    lines = [HEAD]
    lines += [row(f"**{KINDS[kind]}**", by_kind[kind]) for kind in KINDS if by_kind[kind]]
    lines += [row(name, found) for name, found in sorted(by_name.items(), key=lambda pair: -len(pair[1])) if len(found) >= 5]
    lines += ["", "Pages by role:", "", HEAD]
    lines += [row(role, found) for role, found in sorted(by_role.items(), key=lambda pair: -len(pair[1]))]
    return "\n".join(lines)


def kept(run: Run) -> dict[str, float]:
    """The 95th percentile of what is promised, in milliseconds."""
    return {kind: percentile([each[4] * 1000 for each in run.asked if each[2] == kind], 0.95) for kind in PROMISED}


def said(run: Run) -> str:
    wrong = sum(1 for each in run.asked if each[5])
    rate = sum(1 for each in run.asked if each[2] != "file") / run.seconds
    p95 = kept(run)
    busy = ", ".join(f"{name} {share:.2f}" for name, share in run.busy.items())
    return (
        f"{rate:.1f} requests a second for {run.seconds / 60:.1f} minutes, {wrong} errors; 95th percentile of pages {p95['page']:.0f} ms,"
        f" of the history check {p95['check']:.0f} ms. Processors kept busy: {busy}; the machine at {run.machine * 100:.0f} %."
    )


def wrong(run: Run) -> str:
    """What went wrong at which page, and how often."""
    counts = Counter((each[1], each[5]) for each in run.asked if each[5])
    return "wrong: " + (", ".join(f"{name} {why} {count} times" for (name, why), count in counts.most_common(20)) or "nothing")


RAMP = (
    "| pace | requests a second | errors | pages, p95, ms | history check, p95 | site, processors | database | people | machine, % |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def step(faster: float, run: Run) -> str:
    asked = [each for each in run.asked if each[2] != "file"]
    wrong = sum(1 for each in run.asked if each[5])
    p95 = kept(run)
    busy = " | ".join(f"{share:.2f}" for share in run.busy.values())
    return (
        f"| {faster:g} | {len(asked) / run.seconds:.1f} | {wrong} | {p95['page']:,.0f} | {p95['check']:,.0f} | {busy} |"
        f" {run.machine * 100:.0f} |"
    )
