"""A batch of chronologies as columns: events in their total order, what each is about however far, whom it concerns, and the cases.

It says what `History`, `View.ancestors` and `form_cases` say, for all partitions of a batch at once. A partition with something in it that
columns do not follow (corrections, calls joined, clocks stopped) is odd, and left to the evaluator as a whole.
"""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from safehold.chronology.envelope import POINTING
from safehold.replay.layout import EVENT, PARTITION

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
NEEDED = ("source", "id", "kind", "agency", "earliest", "latest", "recorded", "refs", "roles", "persons", "about", "corrects", EVENT)
_ODD = frozenset(POINTING) | {"event.voided"}


class Links(NamedTuple):
    """From each row to others: those of row r are `to[start[r]:start[r + 1]]`, in order."""

    start: Ints
    to: Ints

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """The place in `rows` of each link, and where it leads."""
        many = self.start[rows + 1] - self.start[rows]
        return spread(self.start[rows], many, self.to)


def spread(start: Ints, many: Ints, to: Ints) -> tuple[Ints, Ints]:
    which = np.repeat(np.arange(len(many)), many)
    place = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(start, many)
    return which, to[place]


def links(rows: int, here: Ints, to: Ints) -> Links:
    """Each once, in order."""
    keys = np.unique(here * max(rows, 1) + to)
    here, to = np.divmod(keys, max(rows, 1))
    return Links(np.searchsorted(here, np.arange(rows + 1)).astype(np.int64), to)


def among(keys: Ints, known: Ints) -> Flags:
    """Whether each is one of the known, which are in order."""
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: Flags = known[place] == keys
    return found


class Chronicle:
    """`reach` leads from each event to all that it is about, itself included; `reached` are the same as numbers, in order. A case is a
    number into `victim` and `suspect` (persons' own numbers, -1 for none); `member_case` and `member` are its events, in order."""

    def __init__(self, table: pa.Table, known_at: int | None) -> None:
        self.table = _in_order(table, known_at)
        self.rows = self.table.num_rows
        self.earliest, self.latest = (self.table[name].to_numpy() for name in ("earliest", "latest"))
        kinds = self.table["kind"].combine_chunks().dictionary_encode()
        self.kinds, self.kind = kinds.dictionary.to_pylist(), kinds.indices.to_numpy()
        self.partition = pc.fill_null(self.table[PARTITION], "").combine_chunks().dictionary_encode()
        about = self.table["about"].combine_chunks()
        self.about: Flags = pc.fill_null(pc.list_value_length(about), 0).to_numpy(zero_copy_only=False) > 0
        names = pc.binary_join_element_wise(self.table["source"], self.table["id"], "/").combine_chunks()
        edges = self._edges(about, names)
        self.reach = _closed(self.rows, edges)
        self.reached = np.repeat(np.arange(self.rows), np.diff(self.reach.start)) * self.rows + self.reach.to
        self.odd = self._odd(names)
        self._cases(edges)

    def rows_of(self, kinds: tuple[str, ...]) -> Ints:
        wanted = np.fromiter((kind in kinds for kind in self.kinds), dtype=bool, count=len(self.kinds))
        return np.flatnonzero(wanted[self.kind]) if wanted.any() else np.empty(0, dtype=np.int64)

    def reaches(self, rows: Ints, targets: Ints) -> Flags:
        """Whether each is about the other, however far, or is it."""
        return among(rows * self.rows + targets, self.reached)

    def _edges(self, about: Any, names: Any) -> Links:
        here = pc.list_parent_indices(about).to_numpy().astype(np.int64)
        to = pc.index_in(pc.list_flatten(about), value_set=names)
        there = pc.fill_null(to, -1).to_numpy().astype(np.int64)
        of = self.partition.indices.to_numpy()
        inside = (there >= 0) & (of[here] == of[there])
        return links(self.rows, here[inside], there[inside])

    def _odd(self, names: Any) -> Flags:
        """By partition. What is about something that is about it again is odd too."""
        odd = pc.fill_null(self.table["corrects"], False).to_numpy(zero_copy_only=False).copy()
        odd[self.rows_of(tuple(_ODD))] = True
        closed = self.rows_of(("call.closed",))
        said = self.table[EVENT].take(pa.array(closed)).to_pylist()
        odd[closed] |= np.fromiter((b"duplicate_of" in each for each in said), dtype=bool, count=len(closed))
        same = names.dictionary_encode().indices.to_numpy()
        odd |= np.bincount(same, minlength=1)[same] > 1
        here, there = np.divmod(self.reached, max(self.rows, 1))
        odd[here[(here != there) & among(there * self.rows + here, self.reached)]] = True
        of = self.partition.indices.to_numpy()
        found = np.zeros(len(self.partition.dictionary), dtype=bool)
        np.logical_or.at(found, of, odd)
        found[self._sharing(of)] = True
        nobody = pc.equal(self.partition.dictionary, "").to_numpy(zero_copy_only=False)
        flags: Flags = found | nobody
        return flags

    def _sharing(self, of: Ints) -> Ints:
        """The partitions in which somebody is who is in another too."""
        persons = self.table["persons"].combine_chunks()
        row = pc.list_parent_indices(persons).to_numpy().astype(np.int64)
        person = pc.fill_null(pc.list_flatten(persons), -1).to_numpy()
        width = len(self.partition.dictionary)
        known = person >= 0
        _, numbers = np.unique(person[known], return_inverse=True)
        keys = np.unique(numbers * width + of[row[known]])
        who, where = np.divmod(keys, max(width, 1))
        twice: Ints = where[np.bincount(who, minlength=1)[who] > 1]
        return twice

    def _cases(self, edges: Links) -> None:
        roles, persons = (self.table[name].combine_chunks() for name in ("roles", "persons"))
        row = pc.list_parent_indices(roles).to_numpy().astype(np.int64)
        role = pc.list_flatten(roles)
        person = pc.list_flatten(persons)
        known = pc.is_valid(person).to_numpy(zero_copy_only=False)
        self.names, numbers = np.unique(pc.fill_null(person, -1).to_numpy(), return_inverse=True)
        is_victim, is_suspect, has_died = (
            pc.equal(role, each).to_numpy(zero_copy_only=False) for each in ("victim", "suspect", "deceased")
        )
        named = np.zeros(self.rows, dtype=bool)
        named[row[is_victim]] = True
        victims = is_victim | (has_died & ~named[row])
        self.victims = self._concerned(edges, row[victims & known], numbers[victims & known])
        self.suspects = self._concerned(edges, row[is_suspect & known], numbers[is_suspect & known])
        self._form()

    def _concerned(self, edges: Links, rows: Ints, persons: Ints) -> Links:
        """Those whom each event names; where it names nobody, those of the nearest that it is about."""
        own = links(max(self.rows, len(self.names)), rows, persons)
        has = np.diff(own.start)[: self.rows] > 0
        first = np.flatnonzero(~has)
        event, node = first, first
        seen = first * self.rows + first
        found_event, found_node = [np.flatnonzero(has)], [np.flatnonzero(has)]
        while len(event):
            which, to = edges.of(node)
            keys = np.unique(event[which] * self.rows + to)
            keys = keys[~among(keys, seen)]
            seen = np.union1d(seen, keys)
            event, node = np.divmod(keys, max(self.rows, 1))
            named = has[node]
            found_event.append(event[named])
            found_node.append(node[named])
            event, node = event[~named], node[~named]
        events, nodes = np.concatenate(found_event), np.concatenate(found_node)
        which, people = own.of(nodes)
        return links(max(self.rows, len(self.names)), events[which], people)

    def _form(self) -> None:
        """A victim and a suspect, or a victim alone; whoever an event names alone, it belongs to all their cases."""
        everything = np.arange(self.rows)
        width = len(self.names) + 1
        row, victim = self.victims.of(everything)
        which, suspect = self.suspects.of(row)
        pair_row, pair = row[which], victim[which] * width + suspect
        apart = victim[which] != suspect
        pair_row, pair = pair_row[apart], pair[apart]
        pairs = np.unique(pair)
        paired = np.zeros(self.rows, dtype=bool)
        paired[pair_row] = True
        alone = ~paired[row]
        of_victim = Links(np.searchsorted(pairs // width, np.arange(width + 1)), pairs)
        victim_which, victim_pair = of_victim.of(victim[alone])
        lone = np.diff(of_victim.start)[victim[alone]] == 0
        lone_row, lone_case = row[alone][lone], victim[alone][lone] * width + (width - 1)
        by_suspect = pairs[np.argsort(pairs % width, kind="stable")]
        of_suspect = Links(np.searchsorted(by_suspect % width, np.arange(width + 1)), by_suspect)
        nobody = np.diff(self.victims.start)[: self.rows] == 0
        s_row, s_person = self.suspects.of(np.flatnonzero(nobody))
        s_which, s_pair = of_suspect.of(s_person)
        codes = np.concatenate((pair, victim_pair, lone_case, s_pair))
        rows = np.concatenate((pair_row, row[alone][victim_which], lone_row, np.flatnonzero(nobody)[s_row][s_which]))
        keep = ~self.odd[self.partition.indices.to_numpy()[rows]] if len(rows) else np.empty(0, dtype=bool)
        cases, case = np.unique(codes[keep], return_inverse=True)
        keys = np.unique(case * max(self.rows, 1) + rows[keep])
        self.member_case, self.member = np.divmod(keys, max(self.rows, 1))
        named = np.append(self.names, -1)
        self.victim, self.suspect = named[cases // width], named[cases % width]


def _in_order(table: pa.Table, known_at: int | None) -> pa.Table:
    """What was known, partition by partition, each in the total order of events."""
    if known_at is not None:
        table = table.filter(pc.less_equal(table["recorded"], known_at))
    keys = [(name, "ascending") for name in (PARTITION, "earliest", "latest", "recorded", "source", "id")]
    return table.take(pc.sort_indices(table, keys)).combine_chunks()


def _closed(rows: int, edges: Links) -> Links:
    here = np.repeat(np.arange(rows), np.diff(edges.start))
    keys = np.unique(np.concatenate((np.arange(rows) * (rows + 1), here * rows + edges.to)))
    event, node = here, edges.to
    while len(event):
        which, to = edges.of(node)
        new = np.unique(event[which] * rows + to)
        new = new[~among(new, keys)]
        keys = np.union1d(keys, new)
        event, node = np.divmod(new, max(rows, 1))
    return links(rows, *np.divmod(keys, max(rows, 1)))
