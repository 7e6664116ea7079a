"""The history check for a call: the one way in which a control room looks for people. Whoever asks logs the look (drafts.shown).

It reads what the viewer's own agency keeps and what others let it read (access/across.yaml); of the rest it tells at most whom to ask.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from safehold.access.across import kept_from
from safehold.access.reading import checking
from safehold.access.standards import alerts
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.across import Elsewhere, Told, told, told_of
from safehold.identity.check import Answer, check
from safehold.identity.features import Features
from safehold.identity.readable import Asker
from safehold.identity.staff.asked_after import tell

MOST = 8
# As likely somebody must be before a warning is given of what is kept.
WORTH_WARNING = 0.5
Found = TypeVar("Found")


class Asked(msgspec.Struct, frozen=True):
    """One answer, what `read` made of it, and which agencies know somebody of whom nothing is told. `kept`: a record that is kept to named
    staff is dangerous, and nothing else is said of it."""

    answer: Answer
    found: Any
    elsewhere: tuple[Elsewhere, ...]
    kept: bool = False


def ask(
    viewer: Viewer, questions: Mapping[str, Features], read: Callable[[Any, Told, Asker], Found], but: Iterable[int] = ()
) -> dict[str, Asked]:
    """An answer to each question, and what `read` makes of it: the page's own reading of the history, which stands above this room.
    `but` are the events of the call that is open."""
    viewer.must("check_history", kind="check")
    asker = asker_of(viewer, but)
    found, whole = {}, {}
    with checking(), session() as cursor:
        for name, features in questions.items():
            whole[name] = check(cursor, features, most=MOST, staff_id=viewer.staff_id)
            answer = told(cursor, features, whole[name], asker)
            found[name] = Asked(answer.answer, read(cursor, answer, asker), answer.elsewhere)
    tell(viewer, "check", [(features, whole[name]) for name, features in questions.items()])
    return {name: msgspec.structs.replace(each, kept=_warned(whole[name])) for name, each in found.items()}


def asker_of(viewer: Viewer, but: Iterable[int] = ()) -> Asker:
    kept = kept_from(viewer)
    return Asker(kept.ask, kept.silent, viewer.staff_id, tuple(but))


def kept_to_some(persons: Iterable[int]) -> bool:
    """Whether one of these stands in a case that is kept to named staff: who they are may change with whatever is recorded of it."""
    with checking(), session() as cursor:
        ((found,),) = rows(cursor, _KEPT_TO_SOME, [sorted(persons)])
    return bool(found)


def told_of_one(viewer: Viewer, person: int) -> dict[str, Any]:
    """What a check may tell this viewer of a person, by the columns of their summary."""
    if not person:
        return {}
    asker = asker_of(viewer)
    with checking(), session() as cursor:
        return told_of(cursor, person, asker)


_KEPT_TO_SOME = """
SELECT EXISTS (SELECT FROM unnest(%s::bigint[]) AS p(person) JOIN identity_case c ON c.victim_id = person OR c.suspect_id = person
  JOIN identity_restriction r ON r.case_id = c.id)
"""


def _warned(answer: Answer) -> bool:
    """Of those whom the words fit well enough: what is kept back is no reason to send to a namesake."""
    likely = {match.person for match in answer.matches if match.probability >= WORTH_WARNING} | {
        person for person, likely in answer.kept if likely >= WORTH_WARNING
    }
    return bool(likely) and alerts.warned_of(likely)
