"""A document is made once nothing stands in its way, or somebody has said why what does is right; and another person agrees where rules
ask for that. Nobody agrees to their own."""

import time
from collections.abc import Mapping, Sequence

import msgspec
from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.documents import sealing
from safehold.documents.choosing import Chosen
from safehold.documents.content import Content
from safehold.documents.guards import Finding, Verdict, check
from safehold.documents.known import Held, around
from safehold.documents.models import Answer, Document, Request
from safehold.documents.rules import standard

MAKE, APPROVE, SEE = "make_documents", "approve_documents", "see_confidential"


class CannotMake(ValueError):
    """What may not be made, or not be agreed to by whoever tries; the message says why."""


class Stopped(CannotMake):
    """What stands in the way. Each that asks may be answered with a reason."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("Something stands in the way of its leaving.")
        self.findings = list(findings)


class Kept(msgspec.Struct, frozen=True):
    """What is kept sealed of a document. `asked` is the person whose data it is; `resolved` what was found and why it leaves all the same,
    by the finding's key; `why` what was added and why."""

    content: Content
    asked: int | None
    resolved: dict[str, tuple[str, str]] = {}
    why: tuple[str, ...] = ()


def findings(viewer: Viewer, held: Held, content: Content, asked: int | None) -> list[Finding]:
    leaving = standard()
    return check(content, around(viewer, held, asked, leaving, _now()), leaving)


def propose(
    held: Held,
    content: Content,
    chosen: Chosen,
    *,
    by: Viewer,
    asked: int | None,
    reasons: Mapping[str, str],
    why: Sequence[str] = (),
    request: Request | None = None,
) -> Document:
    """`reasons` by the keys of findings. Raises Stopped."""
    by.must(MAKE, case_ids=[held.case.id])
    leaving, recipient = standard(), content.recipient
    rule = leaving.recipients[recipient.kind]
    if content.kind not in rule.kinds or content.purpose not in leaving.kinds[content.kind].purposes or content.basis not in leaving.bases:
        raise CannotMake("This is not given to this recipient, or not for this purpose.")
    if rule.of and asked is None:
        raise CannotMake("Nobody of that role is in this case.")
    if not recipient.name.strip() or recipient.way == "by_post" and not recipient.address.strip():
        raise CannotMake("Say to whom it goes, and where.")
    found = findings(by, held, content, asked)
    if any(each.verdict == Verdict.BLOCK or not reasons.get(each.key, "").strip() for each in found):
        raise Stopped(found)
    kept = Kept(content, asked, {each.key: (each.said, reasons[each.key].strip()) for each in found}, tuple(why))
    with transaction.atomic(), recorder():
        made: Document = Document.objects.create(
            at=_now(),
            agency=by.agency,
            case_id=held.case.id,
            persons=sorted({held.case.victim_id, held.case.suspect_id or held.case.victim_id, *([asked] if asked is not None else [])}),
            events=sorted(held.events),
            request=request,
            kind=content.kind,
            recipient=recipient.kind,
            purpose=content.purpose,
            basis=content.basis,
            way=recipient.way,
            # Whoever may not see what is confidential cannot tell that none of it stands in what they made.
            two=rule.two or chosen.confidential or (held.confidential and not by.may(SEE)),
            confidential=chosen.confidential,
            entries=len(content.entries),
            added=len(chosen.added),
            by_id=by.user_id,
            role=by.role,
            sealed=sealing.seal(by.agency, msgspec.json.encode(kept)),
        )
    return made


def kept(document: Document) -> Kept | None:
    """Nothing once its content has gone. Raises NoKey."""
    return msgspec.json.decode(sealing.unseal(document.agency, document.sealed), type=Kept) if document.sealed else None


def answer(document: Document, held: Held, *, by: Viewer, agrees: bool) -> Answer:
    """Agrees that it leaves, or that it does not. What another sees may stop what its maker could not see."""
    if document.agency != by.agency or withdrawn(document):
        raise CannotMake("It was withdrawn, or is another agency's.")
    if not agrees:
        if not (by.may(MAKE) or by.may(APPROVE)):
            by.must(APPROVE, case_ids=[held.case.id])
        if document.copies.exists():
            raise CannotMake("It has left already.")
    else:
        by.must(APPROVE, case_ids=[held.case.id])
        if document.by_id == by.user_id:
            raise CannotMake("Another person than whoever made it has to agree.")
        if (held.confidential or standard().recipients[document.recipient].against) and not by.may(SEE):
            raise CannotMake("Somebody who may see what is confidential has to agree: only they can tell that none of it is in here.")
        still_stopped(document, held, by)
    with transaction.atomic(), recorder():
        given: Answer = Answer.objects.create(document=document, at=_now(), agrees=agrees, by_id=by.user_id, role=by.role)
    return given


def still_stopped(document: Document, held: Held, by: Viewer) -> None:
    """Raises Stopped where something stands in the way that nobody has answered for: what came since, or what only this viewer sees."""
    made = kept(document)
    if made is None:
        raise CannotMake("Its content has gone.")
    found = [
        each for each in findings(by, held, made.content, made.asked) if each.verdict == Verdict.BLOCK or each.key not in made.resolved
    ]
    if found:
        raise Stopped(found)


def withdrawn(document: Document) -> bool:
    return any(not each.agrees for each in document.answers.all())


def agreed(document: Document) -> bool:
    """Whether it may leave, as far as people have said."""
    if withdrawn(document):
        return False
    return not document.two or any(each.agrees and each.by_id != document.by_id for each in document.answers.all())


def _now() -> int:
    return time.time_ns() // 1000
