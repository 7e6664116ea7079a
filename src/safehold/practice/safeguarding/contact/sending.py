"""The runner's part: each message in the outbox is handed to its service exactly once, or is known as unsure.

A message is first marked as being sent, and that is stored, before anything leaves. Whoever finds one so marked knows that a runner was cut
off, or a service did what nobody expected: it is asked whether it has it, and where it cannot say, nobody sends it again but a
person. Only one runner is at work
(running/alone.py), and a message is taken by a statement that no other can have won.
"""

import time

from safehold.access.keyring import NoKey
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder
from safehold.chronology.times import MINUTE, london
from safehold.chronology.writing import Writing
from safehold.practice.safeguarding.contact import models, services
from safehold.practice.safeguarding.contact.actions import waits_until
from safehold.practice.safeguarding.contact.his import his_too
from safehold.practice.safeguarding.contact.means import Means, in_time
from safehold.practice.safeguarding.contact.models import Message, Step
from safehold.practice.safeguarding.contact.numbers import in_force
from safehold.practice.safeguarding.contact.sealing import Letter, unseal
from safehold.practice.safeguarding.contact.services import CannotTell, NotTaken, Parcel, Service, Unset

CHUNK = 50


def send_all() -> int:
    """How many left. First what a runner before this one was cut off at."""
    for number in _numbers(models.SENDING):
        _find_out(number)
    return sum(_send(number) for number in _numbers(models.QUEUED))


def _numbers(state: str) -> list[int]:
    def read() -> list[int]:
        with recorder():
            waiting = Message.objects.filter(state=state, not_before__lte=_now()).order_by("id")
            return list(waiting.values_list("id", flat=True)[:CHUNK])

    return again_if_overtaken(read)


def _send(number: int) -> int:
    message = again_if_overtaken(lambda: _claimed(number))
    if message is None:
        return 0
    try:
        sends, letter = services.service(message.channel), unseal(message.agency, message.sealed)
    except (Unset, NoKey):
        _refused(message, NotTaken("not_set_up", again=True))
        return 0
    try:
        sends.send(Parcel(message.key, message.channel, letter))
    except NotTaken as refusal:
        _refused(message, refusal)
        return 0
    except CannotTell:
        _find_out(number)
        return 0
    _ended(message, models.SENT)
    return 1


def _claimed(number: int) -> Message | None:
    """Marked as being sent, if it may still go and may go now; else it waits or is stopped."""
    now = _now()
    with recorder() as cursor:
        message = Message.objects.select_for_update(skip_locked=True).filter(pk=number, state=models.QUEUED).first()
        if message is None:
            return None
        if not message.sealed or not _still_safe(cursor, message):
            _stopped(message)
            return None
        try:
            letter: Letter = unseal(message.agency, message.sealed)
        except NoKey:
            return None  # it waits until the key is there; `safehold doctor` says that it is not
        if his_too(cursor, message.person_id, message.channel, letter.whereto):
            _stopped(message)
            return None
        if not in_time(Means(days=letter.days, from_time=letter.from_time, until_time=letter.until_time), london(now)):
            if message.at < waits_until(now):
                _move(message, models.STOPPED, "waited_too_long")
            return None
        _move(message, models.SENDING)
        return message


def _stopped(message: Message) -> None:
    _move(message, models.STOPPED, models.NO_LONGER_SAFE)
    _record(message, "victim.message_stopped", {"channel": message.channel, "why": models.NO_LONGER_SAFE})


def _find_out(number: int) -> None:
    """Of a message at which somebody was cut off: whether the service has it. Where it has not it waits to be sent; where it cannot say
    it is unsure."""

    def read() -> Message | None:
        with recorder():
            return Message.objects.filter(pk=number, state=models.SENDING).first()

    message = again_if_overtaken(read)
    if message is None:
        return
    try:
        known = services.service(message.channel).look(message.key) if _same(message) else "cannot_tell"
    except Unset:
        known = "cannot_tell"
    if known == "taken":
        _ended(message, models.SENT)
    elif known == "not_taken":
        _refused(message, NotTaken("cut_off", again=True))
    else:
        _ended(message, models.UNSURE)


def _same(message: Message) -> bool:
    """Whether the service that it was handed to is still the one that is set."""
    sends: Service = services.service(message.channel)
    return sends.name == message.service


def _refused(message: Message, refusal: NotTaken) -> None:
    now = _now()
    numbers = in_force(london(now).date())

    def kept() -> None:
        with recorder():
            if refusal.again and message.tries + 1 < numbers.tries:
                later = now + numbers.again_minutes * MINUTE
                _move(message, models.QUEUED, refusal.why, tries=message.tries + 1, not_before=later)
            else:
                _move(message, models.REFUSED, refusal.why, tries=message.tries + 1)
                _record(message, "victim.message_stopped", {"channel": message.channel, "why": "refused_by_service"})

    again_if_overtaken(kept)


def _ended(message: Message, state: str) -> None:
    """With what the chronology says of it, in one transaction."""

    def kept() -> None:
        with recorder():
            _move(message, state)
            if state == models.SENT:
                _record(
                    message, "victim.contact_attempted", {"method": message.channel, "safe": True, "reached": False, "message": message.key}
                )
            else:
                _record(message, "victim.message_stopped", {"channel": message.channel, "why": "not_known_whether_it_went"})

    again_if_overtaken(kept)


def _move(message: Message, state: str, why: str = "", **more: int) -> None:
    now = _now()
    service = {"service": services.service(message.channel).name} if state == models.SENDING else {}
    Message.objects.filter(pk=message.pk).update(state=state, why=why, changed_at=now, **service, **more)
    Step.objects.create(message_id=message.pk, at=now, state=state, why=why)


class _Sent:
    """Whoever wrote it, as the chronology names who did it."""

    def __init__(self, message: Message) -> None:
        self.agency = message.agency
        self.actor = {"id": message.staff_id, "role": message.role}


def _record(message: Message, kind: str, data: dict[str, object]) -> None:
    """About its having been written, from which it has its people. The same is recorded once, however often this is done."""
    source, key = StoredEvent.objects.values_list("source", "source_id").get(seq=message.events[0])
    writing = Writing(_Sent(message))
    writing.add(kind, data, about=[EventId(source, key)], key=f"{message.key}-{kind.rpartition('.')[2]}")
    record(writing.raws)


def _still_safe(cursor: object, message: Message) -> bool:
    """By the record by which it was safe when it was written: nothing was said since of how she may be reached, or that it is unsafe. What
    was being recorded as it was written has a lower number than the message, so what came after that record counts whatever its number."""
    found = rows(cursor, _SAFE, [message.person_id, message.safe_event, message.safe_event, message.person_id, message.events[0]])
    return bool(found and found[0][0])


def _now() -> int:
    return time.time_ns() // 1000


# A person who was linked with another since, or parted, is asked about anew by whoever writes to her.
_SAFE = """
SELECT EXISTS (SELECT FROM safeguarding_safe_contact c WHERE c.person_id = %s AND c.event_id = %s)
   AND NOT EXISTS (SELECT FROM identity_case k JOIN identity_case_event i ON i.case_id = k.id JOIN chronology_event e ON e.seq = i.event_id
                    LEFT JOIN chronology_event s ON s.seq = %s
                    WHERE k.victim_id = %s AND e.kind = 'contact.unsafe'
                      AND (e.seq > %s OR (e.earliest, e.latest, e.recorded, e.source, e.source_id)
                                       > (s.earliest, s.latest, s.recorded, s.source, s.source_id)))
"""
