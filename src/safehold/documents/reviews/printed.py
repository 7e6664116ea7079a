"""A document of a review as a page that prints well, and as a tagged PDF."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from safehold.documents.rendering import pdf_of
from safehold.documents.reviews.content import Points, Report, Table


def html(report: Report) -> str:
    in_css = "".join(f"\\{ord(each):x} " for each in report.stamp)
    return _pages().get_template("review.html").render(report=report, in_css=in_css)


def pdf(report: Report) -> bytes:
    """Tagged, so that it can be read aloud. Raises NoPrinter."""
    return pdf_of(html(report))


@lru_cache(maxsize=1)
def _pages() -> Environment:
    found = Environment(loader=PackageLoader("safehold.documents", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    found.tests["table"], found.tests["points"] = _table, _points
    return found


def _table(block: object) -> bool:
    return isinstance(block, Table)


def _points(block: object) -> bool:
    return isinstance(block, Points)
