"""Whom a duty is owed to, as the mention by which it is named: what `View.subject` says of one case, read from columns."""

from functools import cached_property

from safehold.replay.columns.chronicle import Chronicle


class Subjects:
    def __init__(self, chronicle: Chronicle) -> None:
        self._chronicle = chronicle
        table = chronicle.table
        self._refs, self._roles, self._persons = (table[name].to_pylist() for name in ("refs", "roles", "persons"))
        self._sources, self._ids = (table[name].to_pylist() for name in ("source", "id"))
        self._known: dict[tuple[int, int], str] = {}

    def of(self, row: int, victim: int) -> str:
        """The victim's first mention in the event, in what it is about, or in anything of hers; the event itself, where she has none."""
        found = self._known.get((row, victim))
        if found is None:
            found = self._known[row, victim] = self._find(row, victim) or self._name(row)
        return found

    def _find(self, row: int, victim: int) -> str:
        for each in [row, *self._above(row)]:
            for ref, person in zip(self._refs[each] or (), self._persons[each] or (), strict=True):
                if person == victim:
                    return f"{self._name(each)}/{ref}"
        return self._firsts.get((self._chronicle.partition.indices[row].as_py(), victim), "")

    def _above(self, row: int) -> list[int]:
        start, to = self._chronicle.reach
        above = [each for each in to[start[row] : start[row + 1]].tolist() if each != row]
        return sorted(above, key=lambda each: (self._sources[each], self._ids[each]))

    def _name(self, row: int) -> str:
        return f"{self._sources[row]}/{self._ids[row]}"

    @cached_property
    def _firsts(self) -> dict[tuple[int, int], str]:
        """Each person's first mention as victim in a partition, or as the one who died where no victim is named."""
        found: dict[tuple[int, int], str] = {}
        parts = self._chronicle.partition.indices.to_pylist()
        for row, roles in enumerate(self._roles):
            role = "victim" if "victim" in (roles or ()) else "deceased"
            for ref, each, person in zip(self._refs[row] or (), roles or (), self._persons[row] or (), strict=True):
                if each == role and person is not None:
                    found.setdefault((parts[row], person), f"{self._name(row)}/{ref}")
        return found
