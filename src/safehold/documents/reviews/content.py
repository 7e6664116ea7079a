"""What a document of a review says: headings, words, lists and tables, in their order. Plain words only, as they are printed. Pure."""

from collections.abc import Callable, Iterator

import msgspec

# Of a document of a review, in the order in which they are made.
TITLES = {
    "overview": "Overview report",
    "summary": "Executive summary",
    "chronology": "Chronology",
    "plan": "Action plan",
}
FORMS = ("docx", "pdf")


class Text(msgspec.Struct, frozen=True, tag=True):
    """`quiet`: a source or a note, beside what it is of."""

    text: str
    quiet: bool = False
    strong: bool = False


class Points(msgspec.Struct, frozen=True, tag=True):
    points: tuple[str, ...]
    numbered: bool = False


class Table(msgspec.Struct, frozen=True, tag=True):
    """The first cell of each row says what the row is of. `widths` are shares of the page."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Text | Points | Table


class Section(msgspec.Struct, frozen=True):
    heading: str
    blocks: tuple[Block, ...]


class Report(msgspec.Struct, frozen=True):
    """`stamp` stands on every page."""

    kind: str
    title: str
    subtitle: str
    stamp: str
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every piece of text, with where it stands."""
        yield "the title", self.title
        yield "the title", self.subtitle
        for section in self.sections:
            yield section.heading, section.heading
            for block in section.blocks:
                yield from ((section.heading, text) for text in _texts(block))


def told_by(report: Report, change: Callable[[str], str]) -> Report:
    """The same with every text changed."""
    sections = tuple(Section(change(each.heading), tuple(_changed(block, change) for block in each.blocks)) for each in report.sections)
    return msgspec.structs.replace(report, title=change(report.title), subtitle=change(report.subtitle), sections=sections)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield block.text
    elif isinstance(block, Points):
        yield from block.points
    else:
        yield from (cell for row in block.rows for cell in row)


def _changed(block: Block, change: Callable[[str], str]) -> Block:
    if isinstance(block, Text):
        return msgspec.structs.replace(block, text=change(block.text))
    if isinstance(block, Points):
        return msgspec.structs.replace(block, points=tuple(change(each) for each in block.points))
    return msgspec.structs.replace(block, rows=tuple(tuple(change(cell) for cell in row) for row in block.rows))
