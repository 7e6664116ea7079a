"""The fields of a form that was sent: which of them go on with it, and how they are told to whoever typed them."""

from django.http import HttpRequest

from safehold.access.models import Posting
from safehold.access.postings import numbered

SENT_AS = "sent-as"
SHOWN_AS = "shown-as"
KEPT = "kept-form"
# What a page adds to each of its forms, and anew to one that it gives back.
ADDED = frozenset({"csrfmiddlewaretoken", SENT_AS, SHOWN_AS})
OURS = ADDED | {KEPT}
# What is typed here opens doors, and is typed again.
NEVER = frozenset({"own-password", "own-app", "own-passkey", "again", "service"})
# A call as it is typed. What only keeps or looks it up is given back as the page of the call: those are true.
CALLS = {"call-draft": True, "call-leave": True, "call-check": True, "call-act": False}
# Numbers and names by which a form knows what it is about; nobody typed them.
UNTYPED = frozenset({"call", "opened_at", "turn", "once", "next", "onward", "case", "person", "do", "seen", "stands"})


def kept_address(address: str) -> bool:
    """Whether a page that somebody goes on to is one on which a form waits."""
    return address.startswith("/kept/")


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent, in its order, but those that a page adds to each form."""
    return [(name, str(value)) for name, values in request.POST.lists() for value in values if name not in OURS]


def told(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What somebody typed or chose, with the field's name in words."""
    typed = [(name, value) for name, value in fields if value.strip() and name not in UNTYPED]
    return [(_in_words(name), value) for name, value in typed]


def _in_words(name: str) -> str:
    return name.removeprefix("data-").removeprefix("asking-").replace("_", " ").replace("-", " ").capitalize()


def sent_as_number(request: HttpRequest) -> int | None:
    """The number that the form gives of the posting in which it was opened; there may be none of that number."""
    given = request.POST.get(SENT_AS, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def sent_as(request: HttpRequest) -> Posting | None:
    """The posting that the form was opened in, where it says one that there is."""
    given = sent_as_number(request)
    return numbered(given) if given is not None else None
