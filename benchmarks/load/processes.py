"""What the kernel tells of processes: their children, what was called, and how long they have kept a processor busy."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields and int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return sorted(found)


def tree(pid: int) -> list[int]:
    return [pid, *(below for child in children(pid) for below in tree(child))]


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def busy(pid: int) -> float:
    """Seconds of processor time of a process, of those under it, and of those of them that have ended."""
    total = 0.0
    for each in tree(pid):
        fields = _fields(Path(f"/proc/{each}/stat"))
        if fields:
            total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICKS


def machine() -> tuple[float, float]:
    """Seconds that the processors were busy, and that they were there, since the machine began."""
    first = [int(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(first) - first[3] - first[4]) / TICKS, sum(first) / TICKS


def memory(pid: int) -> float:
    """Megabytes that a process and those under it hold, what they share counted once."""
    total = 0
    for each in tree(pid):
        try:
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


def _fields(path: Path) -> list[str]:
    """After the name, which may hold anything: the state, the parent, and so on."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
