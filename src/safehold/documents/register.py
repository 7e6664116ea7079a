"""What an agency has made to leave and was asked for, as one of its own reads it. Row security narrows each of these to cases they see."""

from django.db.models import QuerySet

from safehold.access.viewer import Viewer
from safehold.documents.asking import due, ended
from safehold.documents.making import APPROVE, MAKE, agreed, withdrawn
from safehold.documents.models import Copy, Document, Request
from safehold.identity.chronicle import now_called
from safehold.identity.models import Case, Person

MOST = 100


def documents(viewer: Viewer, case: str = "") -> QuerySet[Document]:
    """The newest first."""
    _must(viewer)
    viewer.trace.read.add("Document")
    found = Document.objects.filter(agency=viewer.agency).select_related("by", "request").prefetch_related("answers__by", "copies__by")
    return (found.filter(case_id=case) if case else found).order_by("-id")


def requests(viewer: Viewer, case: str = "") -> QuerySet[Request]:
    _must(viewer)
    viewer.trace.read.add("Request")
    found = Request.objects.filter(agency=viewer.agency).select_related("by").prefetch_related("steps__by", "documents__copies")
    return (found.filter(case_id=case) if case else found).order_by("due", "id")


def document(viewer: Viewer, number: int) -> tuple[Document, Case] | None:
    """With its case as it is called now; nothing where the viewer does not see that."""
    found = documents(viewer).filter(pk=number).first()
    case = case_of(viewer, found.case_id) if found else None
    return (found, case) if found and case else None


def request(viewer: Viewer, number: int) -> Request | None:
    found = requests(viewer).filter(pk=number).first()
    return found if found and (not found.case_id or case_of(viewer, found.case_id)) else None


def case_of(viewer: Viewer, case_id: str) -> Case | None:
    found: Case | None = Case.objects.for_viewer(viewer).filter(id=now_called(case_id) or case_id).first()
    return found


def copies(viewer: Viewer) -> QuerySet[Copy]:
    _must(viewer)
    return Copy.objects.filter(document__agency=viewer.agency).select_related("document", "by").order_by("-id")


def open_requests(viewer: Viewer) -> list[Request]:
    return sorted((each for each in requests(viewer) if not ended(each)), key=due)


def without_case(viewer: Viewer) -> list[Request]:
    """Open ones of which nobody has found a case, what is due first first."""
    return sorted((each for each in requests(viewer).filter(case_id="", events=[]) if not ended(each)), key=due)[:MOST]


def waits_for(viewer: Viewer) -> int:
    """How many documents wait for this viewer to agree."""
    if not viewer.may(APPROVE):
        return 0
    waiting = Document.objects.filter(agency=viewer.agency, two=True, copies=None).exclude(by_id=viewer.user_id)
    return sum(not agreed(each) and not withdrawn(each) for each in waiting.prefetch_related("answers")[:MOST])


def _must(viewer: Viewer) -> None:
    if not viewer.may(APPROVE):
        viewer.must(MAKE)


def people(viewer: Viewer, numbers: list[int]) -> dict[int, Person]:
    found: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(numbers)
    return found
