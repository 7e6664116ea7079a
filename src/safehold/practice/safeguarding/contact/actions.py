"""Contact with a victim: how she may be reached, each attempt, and what is written to her. Each is one transaction, or nothing."""

import hashlib
import time
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.involvement import lasting, working
from safehold.access.viewer import Refused as NotTheirs
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId, Refused
from safehold.chronology.models import StoredEvent
from safehold.chronology.session import recorder
from safehold.chronology.times import HOUR, LONDON, london
from safehold.identity.actions import record_in_case
from safehold.identity.models import Case, CaseEvent
from safehold.practice.safeguarding.contact import means as safe
from safehold.practice.safeguarding.contact import models
from safehold.practice.safeguarding.contact.means import Means, Verdict
from safehold.practice.safeguarding.contact.models import Message, Step
from safehold.practice.safeguarding.contact.numbers import in_force
from safehold.practice.safeguarding.contact.sealing import Letter, seal
from safehold.practice.safeguarding.contact.services import Unset, service
from safehold.practice.safeguarding.contact.templates import NotFilled, filled, standard
from safehold.practice.safeguarding.unplanned import PLAN

REACH = "reach_victims"


class Unsafe(Refused):
    """She is not reached in this way now; `verdict` is why."""

    def __init__(self, message: str, verdict: Verdict) -> None:
        super().__init__(message)
        self.verdict = verdict


class NotWritten(Refused):
    """The message cannot be written like this; the message says what is missing."""


def set_safe(*, by: Viewer, case: Case, data: Mapping[str, Any]) -> EventId:
    """What she says of how she may be reached, which stands in the place of all that was said before."""
    by.must(REACH, case_ids=[case.id])
    return record_in_case(by=by, case=case, kind="safe_contact.set", data=data)


def verdict(means: Means, method: str, now: int) -> Verdict:
    at = london(now)
    return safe.safe_now(means, method, at, within_days=in_force(at.date()).confirmed_within_days)


def tried(
    *, by: Viewer, case: Case, means: Means, method: str, reached: bool, answered_by: str = "", note: str = "", at: datetime | None = None,
    about: Iterable[EventId] = (),
) -> bool:  # fmt: skip
    """What somebody did to reach her. Whether it was by a safe means is the record's to say (`means`, as they were then), and not theirs;
    that it was not stops nobody from saying that it happened. Whether it was safe."""
    by.must(REACH, case_ids=[case.id])
    if at is not None and at > datetime.now(LONDON):
        raise NotWritten(_("That is still to come. Record it once it has happened."))
    when = at or datetime.now(LONDON)
    kept = safe.safe_now(means, method, when).safe
    data = {"method": method, "safe": kept, "reached": reached, "answered_by": answered_by}
    occurred = at.isoformat() if at else ""
    record_in_case(by=by, case=case, kind="victim.contact_attempted", data=data, about=about, occurred_at=occurred, note=note, needs=REACH)
    return kept


@transaction.atomic
def write(*, by: Viewer, case: Case, means: Means, channel: str, template: str, given: Mapping[str, str], once: str = "") -> Message:
    """Puts a message in the outbox, from where the runner sends it; the same from the same form (`once`) is put there once, however often
    it is sent. Raises Unsafe, NotWritten and NoKey."""
    by.must(REACH, case_ids=[case.id])
    now = time.time_ns() // 1000
    today = london(now).date()
    numbers = in_force(today)
    chosen = standard().templates.get(template)
    if chosen is None or channel not in chosen.channels:
        raise NotWritten(_("Choose what to write, and a means for which it is meant."))
    judged = safe.safe_now(means, channel, london(now), by_itself=True, neutral=chosen.neutral, within_days=numbers.confirmed_within_days)
    waits = judged.why == "wrong_time" and bool(means.days or means.from_time or means.until_time)
    if not judged.safe and not waits:
        raise Unsafe(_("She is not written to in this way."), judged)
    try:
        sends = service(channel).name
        text = filled(chosen, given)
    except Unset as error:
        raise NotWritten(_("Nothing is set up here that sends by this means.")) from error
    except NotFilled as error:
        raise NotWritten(_("Fill in: %(name)s.") % {"name": error.name}) from error
    if channel == "text" and len(text) > numbers.text_length:
        raise NotWritten(_("That is too long for a text: at most %(n)s letters.") % {"n": numbers.text_length})
    key = _key(by, case, once, channel, template, text) if once else uuid.uuid4().hex
    twice = _sent_already(key)
    if twice is not None:
        return twice
    written = record_in_case(
        by=by, case=case, kind="victim.message_written",
        data={"channel": channel, "template": template, "version": standard().version, "neutral": chosen.neutral},
    )  # fmt: skip
    letter = Letter(
        whereto=means.whereto[channel], subject=chosen.subject, text=text, name=given.get("name", ""),
        days=means.days, from_time=means.from_time, until_time=means.until_time,
    )  # fmt: skip
    with recorder():
        seq = StoredEvent.objects.filter(source=written.source, source_id=written.id).values_list("seq", flat=True).get()
        message: Message = Message.objects.create(
            key=key, at=now, agency=by.agency, by_id=by.user_id, staff_id=by.staff_id, role=by.role, events=[seq],
            person_id=case.victim_id, safe_event=means.seq, channel=channel, template=template, neutral=chosen.neutral, service=sends,
            changed_at=now,
            sealed=seal(by.agency, letter),
        )  # fmt: skip
        Step.objects.create(message=message, at=now, state=models.QUEUED, by_id=by.user_id)
    return message


def _key(by: Viewer, case: Case, *said: str) -> str:
    return hashlib.blake2b("\x1f".join((by.agency, str(by.user_id), case.id, *said)).encode(), digest_size=16).hexdigest()


def _sent_already(key: str) -> Message | None:
    """Whoever sends the same a second time at the same instant waits for the first."""
    with recorder() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 17))", [f"message:{key}"])
        found: Message | None = Message.objects.filter(key=key).first()
    return found


@transaction.atomic
def saw(*, by: Viewer, message: Message) -> None:
    """That a message did not go since it was no longer safe, whoever wrote it and a specialist are told until they say that they saw it."""
    _must_work(by, message)
    with recorder():
        why = models.SEEN_BY_SPECIALIST if by.role in PLAN else models.SEEN
        Step.objects.create(message=message, at=time.time_ns() // 1000, state=models.STOPPED, why=why, by_id=by.user_id)


def works(by: Viewer, message: Message) -> bool:
    """Whether they may change what becomes of it: not whoever was only shown her case."""
    if not (by.may(REACH) and by.may("record_events")):
        return False
    cases = list(CaseEvent.objects.filter(event_id__in=message.events).values_list("case_id", flat=True))
    shown = set(lasting(by.agency, case_id__in=cases).values_list("case_id", flat=True))
    worked = set(working(by.agency).filter(case_id__in=cases).values_list("case_id", flat=True))
    return bool(worked or not shown)


def _must_work(by: Viewer, message: Message) -> None:
    by.must(REACH)
    by.must("record_events")
    if not works(by, message):
        raise NotTheirs(_("This case was shared with your agency to be viewed."))


@transaction.atomic
def take_back(*, by: Viewer, message: Message) -> None:
    """As long as nobody has begun to send it."""
    _must_work(by, message)
    now = time.time_ns() // 1000
    with recorder():
        changed = Message.objects.filter(pk=message.pk, state=models.QUEUED).update(state=models.STOPPED, why="taken_back", changed_at=now)
        if not changed:
            raise NotWritten(_("It is on its way, or has ended, already."))
        Step.objects.create(message=message, at=now, state=models.STOPPED, why="taken_back", by_id=by.user_id)


@transaction.atomic
def answer_unsure(*, by: Viewer, message: Message, went: bool, again: bool) -> None:
    """What a person found out of a message of which the machine cannot know: she has it; or she has not, and it is sent again or not."""
    _must_work(by, message)
    now = time.time_ns() // 1000
    state = models.SENT if went else models.QUEUED if again else models.STOPPED
    why = "" if went or again else "not_known_whether_it_went"
    with recorder():
        changed = Message.objects.filter(pk=message.pk, state=models.UNSURE).update(state=state, why=why, changed_at=now, not_before=now)
        if not changed:
            raise NotWritten(_("Somebody has answered this already."))
        Step.objects.create(message=message, at=now, state=state, why=why, by_id=by.user_id)


def waits_until(now: int) -> int:
    """From when on a message that waits is too old to be sent; an instant."""
    return now - in_force(london(now).date()).waits_hours * HOUR
