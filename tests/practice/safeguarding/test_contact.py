"""Contact with a victim: by what she said is safe, and by nothing else; and each message exactly once, or known as unsure."""

import json
import smtplib
import socketserver
import threading
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine

from harness.recorded import ANNA, BORIS, DMITRI, PAIR, SOURCE, ago, event, high_risk
from practice.reviews.seated import as_viewer
from safehold.access.keyring import NoKey
from safehold.access.viewer import Refused
from safehold.chronology.envelope import Event, EventId, read_event
from safehold.chronology.models import StoredEvent
from safehold.chronology.times import LONDON
from safehold.config.sending import BadSending
from safehold.config.sending import read as sending_read
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.practice.safeguarding.contact import actions, models, reading, sending, services
from safehold.practice.safeguarding.contact.means import Verdict, means_of, mentioned, named, offered, safe_now, with_his
from safehold.practice.safeguarding.contact.models import Message, Step
from safehold.practice.safeguarding.contact.notify import Notify
from safehold.practice.safeguarding.contact.sealing import Letter, seal, sealed_anew, unseal
from safehold.practice.safeguarding.contact.services import CannotTell, NotTaken, Parcel
from safehold.practice.safeguarding.contact.smtp import Smtp
from safehold.practice.safeguarding.contact.templates import standard

TEXT = {"methods": ["text", "phone"], "phone": "07700 900123", "never": "no letters", "verified_on": ago().date().isoformat()}
GIVEN = {"name": "Anna", "who": "Jo", "number": "01632 960123"}
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=LONDON)
LETTER = Letter("07700 900123", "Please ring when you can", "Hello Anna, please ring Jo.")


def said(kind: str = "safe_contact.set", at: str = "2026-11-30T09:00:00+00:00", **data: object) -> Event:
    return read_event({"source": "s", "id": kind + at, "kind": kind, "occurred_at": at, "agency": "northshire-police", "data": data})


@pytest.mark.parametrize(
    ("data", "method", "at", "why"),
    [
        ({"methods": ["text"]}, "text", TUESDAY, "safe"),
        ({"methods": ["text"]}, "phone", TUESDAY, "not_named"),
        ({"methods": ["text"], "never": "no texts, he reads them"}, "text", TUESDAY, "never"),
        ({"methods": ["ring her sister"]}, "phone", TUESDAY, "not_named"),
        ({"methods": ["ring her sister"]}, "through_somebody", TUESDAY, "safe"),
        ({"methods": ["voicemail"]}, "email", TUESDAY, "not_named"),
        ({"methods": ["phone"], "days": ["tue"]}, "phone", TUESDAY, "safe"),
        ({"methods": ["phone"], "days": ["wed"]}, "phone", TUESDAY, "wrong_time"),
        ({"methods": ["phone"], "from_time": "10:00", "until_time": "10:00"}, "phone", TUESDAY, "safe"),
        ({"methods": ["phone"], "from_time": "10:01", "until_time": "12:00"}, "phone", TUESDAY, "wrong_time"),
        ({"methods": ["phone"], "days": ["mon"], "from_time": "22:00", "until_time": "10:00"}, "phone", TUESDAY, "safe"),
        ({"methods": ["phone"], "days": ["tue"], "from_time": "22:00", "until_time": "10:00"}, "phone", TUESDAY, "wrong_time"),
    ],
)
def test_what_she_did_not_call_safe_is_not(data, method, at, why):
    assert safe_now(means_of(1, said(**data), None), method, at).why == why


def test_nothing_said_is_not_safe_and_what_was_found_unsafe_leaves_only_what_was_said_instead():
    assert safe_now(means_of(0, None, None), "phone", TUESDAY).why == "nothing_said"
    unsafe = said("contact.unsafe", "2026-11-30T10:00:00+00:00", why="he has her phone", instead="her advocate, never ring")
    found = means_of(1, said(methods=["phone", "in_person"]), unsafe)
    assert [safe_now(found, each, TUESDAY).why for each in ("phone", "text", "through_advocate")] == [
        "unsafe_since",
        "unsafe_since",
        "safe",
    ]
    again = said(at="2026-11-30T11:00:00+00:00", methods=["phone"])
    assert safe_now(means_of(2, again, unsafe), "phone", TUESDAY).safe
    assert named("leave a message with her mum") == ("through_somebody",)
    assert set(mentioned("no voicemail, no letters")) == {"voicemail", "letter"}


def test_what_goes_by_itself_needs_whereto_a_clock_can_check_and_that_she_confirmed_lately_and_agreed():
    found = means_of(1, said(**TEXT | {"verified_on": "2026-11-30"}), None)
    ways = {"by_itself": True, "within_days": 90}
    assert safe_now(found, "text", TUESDAY, **ways).safe
    assert safe_now(found, "text", TUESDAY.replace(year=2027, month=3, day=2), **ways).why == "long_ago"
    assert safe_now(found, "text", TUESDAY, **ways, neutral=False).why == "not_agreed"
    agreed = means_of(1, said(**TEXT | {"verified_on": "2026-11-30", "more_than_neutral": True}), None)
    assert safe_now(agreed, "text", TUESDAY, **ways, neutral=False).safe
    assert safe_now(means_of(1, said(methods=["text"], verified_on="2026-11-30"), None), "text", TUESDAY, **ways).why == "no_address"
    told = means_of(1, said(**TEXT | {"verified_on": "2026-11-30", "times": "when he is at work"}), None)
    assert safe_now(told, "text", TUESDAY, **ways).why == "wrong_time"
    assert safe_now(told, "text", TUESDAY).warn == ("times",)


def test_what_is_his_too_or_more_than_one_place_is_not_written_to_and_a_call_is_warned_of():
    ways = {"by_itself": True, "within_days": 90}
    everything = {"methods": ["text", "email", "letter", "phone"], "verified_on": "2026-11-30"}

    def why(channel: str, **whereto: str) -> str:
        return safe_now(with_his(means_of(1, said(**everything, **whereto), None), [his]), channel, TUESDAY, **ways).why

    him = BORIS | {"phone": "+44 7700 900456", "email": "Boris@example.org", "postcode": "ZZ1 1ZZ"}
    his = read_event(
        {"source": "s", "id": "1", "kind": "call.received", "occurred_at": "2026-11-01", "agency": "northshire-police", "people": [him]}
    )
    assert [why("text", phone="07700 900456"), why("text", phone="07700 900123")] == ["his_too", "safe"]
    assert why("text", phone="07700 900123, 07700 900124") == "no_address"
    assert [why("email", email="boris@example.org"), why("email", email="anna@example.org")] == ["his_too", "safe"]
    assert why("email", email="anna@example.org, boris@example.com") == "no_address"
    assert [why("letter", post_to="1 The Row\nzz11zz"), why("letter", post_to="2 The Row\nZZ1 1ZY")] == ["his_too", "safe"]
    shared = with_his(means_of(1, said(**everything, phone="07700 900456"), None), [his])
    assert safe_now(shared, "phone", TUESDAY) == Verdict("safe", ("his_too",))
    assert safe_now(shared, "text", TUESDAY) == Verdict("his_too")  # nor by hand: it stays to be found
    assert list(offered(shared, TUESDAY)) == ["phone", "email", "letter"]


@pytest.fixture
def found(staff) -> Case:
    high_risk(*PAIR)
    event("safe_contact.set", ago(hours=1), ANNA, **TEXT)
    return Case.everything.get(suspect_id__isnull=False)


def means(viewer, case: Case):
    return reading.means(viewer, case, chronicle(case.id, case.victim_id, case.suspect_id))


def written(viewer_as, found: Case, channel: str = "text", template: str = "ring-me") -> Message:
    with as_viewer(viewer_as("da_specialist")) as one:
        return actions.write(by=one, case=found, means=means(one, found), channel=channel, template=template, given=GIVEN)


def states(message: Message) -> list[str]:
    return list(Step.objects.using("owner").filter(message_id=message.pk).order_by("id").values_list("state", flat=True))


def kinds(message: Message) -> list[str]:
    return list(StoredEvent.objects.using("owner").filter(source_id__startswith=message.key).order_by("seq").values_list("kind", flat=True))


def test_an_unsafe_means_is_refused_to_write_by_and_recorded_as_unsafe_where_it_happened(found, viewer_as):
    with as_viewer(viewer_as("da_specialist")) as one:
        hers = means(one, found)
        for channel, why in (("letter", "never"), ("email", "not_named")):
            with pytest.raises(actions.Unsafe) as refused:
                actions.write(by=one, case=found, means=hers, channel=channel, template="ring-me", given=GIVEN)
            assert refused.value.verdict.why == why
        with pytest.raises(actions.Unsafe) as refused:
            actions.write(by=one, case=found, means=hers, channel="text", template="released", given=GIVEN | {"day": "Monday"})
        assert refused.value.verdict.why == "not_agreed"
        with pytest.raises(actions.NotWritten, match="number"):
            actions.write(by=one, case=found, means=hers, channel="text", template="ring-me", given={"name": "Anna", "who": "Jo"})
        actions.tried(by=one, case=found, means=hers, method="email", reached=False)
        actions.tried(by=one, case=found, means=hers, method="phone", reached=True)
        told = [each.event for each in chronicle(found.id, found.victim_id, found.suspect_id)]
        tried = [each.data["safe"] for each in told if each.kind == "victim.contact_attempted"]
        assert tried == [True, False]
    assert not Message.objects.using("owner").exists()


def test_whoever_may_not_read_how_to_reach_her_finds_nothing_safe_and_no_message(found, viewer_as):
    message = written(viewer_as, found)
    with as_viewer(viewer_as("prosecutor")) as one:
        with pytest.raises(Refused, match="how a victim may safely be reached"):
            means(one, found)
        assert not Message.objects.filter(pk=message.pk).exists()
    with as_viewer(viewer_as("idva")) as one:
        assert not reading.messages(one).exists()
    body = Message.objects.using("owner").values().get(pk=message.pk)
    assert "900123" not in str(body)
    assert "Anna" not in str(body)


def test_a_message_goes_once_and_the_chronology_says_so(found, viewer_as):
    message = written(viewer_as, found)
    assert sending.send_all() == 1
    assert sending.send_all() == 0
    assert states(message) == ["queued", "sending", "sent"]
    assert kinds(message) == ["victim.contact_attempted"]
    with as_viewer(viewer_as("da_specialist")) as one:
        told = chronicle(found.id, found.victim_id, found.suspect_id)[0].event
        assert (told.data, told.actor.id) == ({"method": "text", "safe": True, "reached": False, "message": message.key}, one.staff_id)
        with pytest.raises(actions.NotWritten, match="already"):
            actions.take_back(by=one, message=message)


def test_what_is_no_longer_safe_or_taken_back_does_not_go(found, viewer_as):
    first, second = written(viewer_as, found), written(viewer_as, found)
    with as_viewer(viewer_as("da_specialist")) as one:
        actions.take_back(by=one, message=first)
    event("contact.unsafe", ago(minutes=0), ANNA, why="he has her phone", instead="her advocate")
    assert sending.send_all() == 0
    assert states(first)[-1] == states(second)[-1] == "stopped"
    assert kinds(second) == ["victim.message_stopped"]


@pytest.mark.parametrize(
    ("agency", "him", "channel"),
    [
        # In a case of hers that its writer does not see, and in a record of his alone.
        ("westbrook-refuge", (ANNA, DMITRI | {"phone": "+44 7700 900123"}), "text"),
        ("northshire-probation", (BORIS | {"phone": "07700 900 123"},), "text"),
        ("northshire-police", (ANNA, BORIS | {"email": "anna@example.org"}), "email"),
        ("northshire-police", (ANNA, BORIS | {"postcode": "XN1 4AA"}), "letter"),
    ],
)
def test_what_has_become_his_since_it_was_written_stops_it_and_whoever_wrote_it_and_the_specialist_are_told(
    staff, viewer_as, agency, him, channel
):
    high_risk(*PAIR)
    whereto = {"phone": "07700 900123", "email": "Anna@example.org", "post_to": "1 The Row\nxn14aa", "never": ""}
    event("safe_contact.set", ago(hours=1), ANNA, **TEXT | whereto | {"methods": ["text", "email", "letter"]})
    found = Case.everything.get(suspect_id__isnull=False)
    writer, specialist, other = viewer_as("investigator"), viewer_as("da_specialist"), viewer_as("shift_sergeant")
    with as_viewer(writer) as one:
        message = actions.write(by=one, case=found, means=means(one, found), channel=channel, template="ring-me", given=GIVEN)
    event("marker.set", ago(minutes=1), *him, agency=agency, marker="weapons")
    assert sending.send_all() == 0
    assert (states(message)[-1], kinds(message)) == ("stopped", ["victim.message_stopped"])
    for each, told in ((writer, 1), (specialist, 1), (other, 0)):
        with as_viewer(each) as one:
            assert reading.stopped(one).count() == reading.waits_for(one) == told
    with as_viewer(writer) as one:
        actions.saw(by=one, message=message)
        assert reading.waits_for(one) == 0
    with as_viewer(specialist) as one:
        assert reading.waits_for(one) == 1
        actions.saw(by=one, message=message)
        assert reading.waits_for(one) == 0


def test_the_same_from_the_same_form_is_written_once_and_what_was_changed_is_another(found, viewer_as):
    with as_viewer(viewer_as("da_specialist")) as one:
        asked = {"by": one, "case": found, "means": means(one, found), "channel": "text", "template": "ring-me", "once": "a" * 32}
        first, again = (actions.write(**asked, given=GIVEN) for _ in range(2))
        assert first.pk == again.pk
        assert actions.write(**asked, given=GIVEN | {"who": "Kim"}).pk != first.pk
        assert actions.write(**asked | {"once": "b" * 32}, given=GIVEN).pk != first.pk
    assert StoredEvent.objects.using("owner").filter(kind="victim.message_written").count() == 3


def test_whoever_was_only_shown_her_case_takes_no_message_back(found, viewer_as):
    told = {"extent": "whole", "more": {"with": "northshire-idva"}}
    event("information.shared", ago(minutes=9), *PAIR, may="work", until=ago().date().isoformat(), key="share", **told)
    advocate = viewer_as("idva")
    with as_viewer(advocate) as one:
        message = actions.write(by=one, case=found, means=means(one, found), channel="text", template="ring-me", given=GIVEN)
    event("information.shared", ago(minutes=9), *PAIR, may="view", key="shown", corrects=EventId(SOURCE, "share"), **told)
    with as_viewer(advocate) as one:
        assert reading.messages(one).exists()
        for act in (actions.take_back, actions.saw):
            with pytest.raises(Refused, match="to be viewed"):
                act(by=one, message=message)


def test_what_was_found_unsafe_as_the_message_was_written_stops_it_though_its_number_is_lower(found, viewer_as):
    with as_viewer(viewer_as("da_specialist")) as one:
        read_before = means(one, found)
    event("contact.unsafe", ago(minutes=1), ANNA, why="he has her phone")
    with as_viewer(viewer_as("da_specialist")) as one:
        message = actions.write(by=one, case=found, means=read_before, channel="text", template="ring-me", given=GIVEN)
    assert sending.send_all() == 0
    assert states(message)[-1] == "stopped"


def test_what_was_found_unsafe_with_another_who_harms_her_is_unsafe_in_each_of_her_cases(found, viewer_as):
    event("contact.unsafe", ago(minutes=1), ANNA, DMITRI, why="he has her phone")
    assert Case.everything.filter(victim_id=found.victim_id, suspect_id__isnull=False).count() == 2
    with as_viewer(viewer_as("da_specialist")) as one:
        hers = means(one, found)
        assert hers.unsafe == "he has her phone"
        with pytest.raises(actions.Unsafe):
            actions.write(by=one, case=found, means=hers, channel="text", template="ring-me", given=GIVEN)


def test_a_message_waits_for_a_time_that_is_safe_and_not_for_ever(found, viewer_as):
    soon = ago(hours=-2)
    event("safe_contact.set", ago(minutes=1), ANNA, **TEXT, from_time=f"{soon:%H}:00", until_time=f"{soon:%H}:59")
    message = written(viewer_as, found)
    assert sending.send_all() == 0
    assert states(message) == ["queued"]
    with time_machine.travel(soon.replace(minute=30), tick=False):
        assert sending.send_all() == 1
    later = written(viewer_as, found)
    with time_machine.travel(ago(days=-3), tick=False):
        assert sending.send_all() == 0
    assert states(later) == ["queued", "stopped"]


class Killed(BaseException):
    """As a kill: nothing catches it."""


class Post:
    """A service of which the test says where it is cut off, what it took, and what it can say afterwards."""

    name = "outbox"

    def __init__(self, *, dies: str = "", knows: bool = True, refuses: NotTaken | None = None) -> None:
        self.taken: list[str] = []
        self.dies, self.knows, self.refuses = dies, knows, refuses

    def send(self, parcel: Parcel, /) -> None:
        if self.dies == "before":
            raise Killed
        if self.refuses is not None:
            raise self.refuses
        self.taken.append(parcel.key)
        if self.dies == "after":
            raise Killed

    def look(self, key: str, /) -> services.Found:
        return ("taken" if key in self.taken else "not_taken") if self.knows else "cannot_tell"


@pytest.mark.parametrize(
    ("dies", "knows", "ends", "times"),
    [("before", True, "sent", 1), ("after", True, "sent", 1), ("before", False, "unsure", 0), ("after", False, "unsure", 1)],
)
def test_a_runner_that_is_killed_sends_nothing_twice_and_leaves_nothing_unknown(found, viewer_as, monkeypatch, dies, knows, ends, times):
    message, post = written(viewer_as, found), Post(dies=dies, knows=knows)
    monkeypatch.setattr(services, "service", lambda _channel: post)
    with pytest.raises(Killed):
        sending.send_all()
    assert states(message) == ["queued", "sending"]
    post.dies = ""
    for hours in (0, 1, 2):
        with time_machine.travel(ago(hours=-hours), tick=False):
            sending.send_all()
    assert states(message)[-1] == ends
    assert len(post.taken) == times
    assert kinds(message) == ["victim.contact_attempted" if ends == "sent" else "victim.message_stopped"]


def test_a_runner_that_is_killed_between_what_it_did_and_saying_so_says_it_the_next_time(found, viewer_as, monkeypatch):
    message, post = written(viewer_as, found), Post()
    monkeypatch.setattr(services, "service", lambda _channel: post)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_record", lambda *_given: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            sending.send_all()
    assert states(message) == ["queued", "sending"]
    sending.send_all()
    assert states(message) == ["queued", "sending", "sent"]
    assert (len(post.taken), kinds(message)) == (1, ["victim.contact_attempted"])


def test_what_a_service_will_not_take_is_tried_as_often_as_is_said_and_then_is_somebodys_to_see_to(found, viewer_as, monkeypatch):
    message, post = written(viewer_as, found), Post(refuses=NotTaken("not_reached", again=True))
    monkeypatch.setattr(services, "service", lambda _channel: post)
    for hours in (0, 1, 2, 3):
        with time_machine.travel(ago(hours=-hours), tick=False):
            sending.send_all()
    assert states(message) == ["queued", *["sending", "queued"] * 2, "sending", "refused"]
    with as_viewer(viewer_as("da_specialist")) as one:
        assert reading.waits_for(one) == 1


@pytest.mark.parametrize(("went", "again", "ends"), [(True, False, "sent"), (False, True, "queued"), (False, False, "stopped")])
def test_of_what_is_unsure_a_person_says_what_became_of_it_once(found, viewer_as, monkeypatch, went, again, ends):
    message = written(viewer_as, found)
    monkeypatch.setattr(services, "service", lambda _channel: Post(knows=False))
    Message.objects.using("owner").filter(pk=message.pk).update(state=models.SENDING)
    sending.send_all()
    assert states(message)[-1] == "unsure"
    with as_viewer(viewer_as("da_specialist")) as one:
        actions.answer_unsure(by=one, message=message, went=went, again=again)
        with pytest.raises(actions.NotWritten, match="already"):
            actions.answer_unsure(by=one, message=message, went=True, again=False)
    assert states(message)[-1] == ends


class Answers(BaseHTTPRequestHandler):
    """A service of the notify kind: takes what has not come before, and finds it by its reference."""

    def do_POST(self) -> None:  # noqa: N802
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        self._say(self.server.answers.pop(0) if self.server.answers else 201, {})

    def do_GET(self) -> None:  # noqa: N802
        taken = [body["reference"] for _path, _token, body in self.server.asked]
        self._say(200, {"notifications": [{"reference": each} for each in taken if f"reference={each}" in self.path]})

    def _say(self, status: int, body: object) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_given: object) -> None:
        return


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to be sent one message."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.asked.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                if "drops" in self.server.answers:
                    return
            if word == b"RCPT" and "refuses" in self.server.answers:
                self.wfile.write(b"550 nobody\r\n")
            else:
                self.wfile.write(b"250 fine\r\n")


@contextmanager
def serving(kind, handler):
    with kind(("127.0.0.1", 0), handler) as server:
        server.asked, server.answers = [], []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_http_service_is_sent_a_reference_by_which_it_is_asked_again():
    with serving(HTTPServer, Answers) as server:
        place = {"url": f"http://127.0.0.1:{server.server_port}", "issuer": "i", "secret": "s", "text": "t1", "email": "t2", "letter": "t3"}
        notify = Notify(place)
        notify.send(Parcel("k1", "text", LETTER))
        notify.send(Parcel("k2", "letter", Letter("A\nB\nXN1 4AA", "Our appointment", "See you")))
        (path, token, body), (_, _, letter) = server.asked
        assert (path, body["phone_number"], body["template_id"], body["reference"]) == ("/v2/notifications/sms", "07700 900123", "t1", "k1")
        assert token.startswith("Bearer ")
        assert token.count(".") == 2
        assert letter["personalisation"]["address_line_3"] == "XN1 4AA"
        assert [notify.look(key) for key in ("k1", "k9")] == ["taken", "not_taken"]
        for status, raised, again in ((400, NotTaken, False), (429, NotTaken, True), (503, CannotTell, None)):
            server.answers.append(status)
            with pytest.raises(raised) as refused:
                notify.send(Parcel("k3", "text", LETTER))
            assert getattr(refused.value, "again", None) is again
    with pytest.raises(CannotTell):
        notify.send(Parcel("k4", "text", LETTER))
    assert notify.look("k4") == "cannot_tell"


def test_mail_tells_nothing_in_its_head_and_where_no_answer_comes_nobody_can_tell():
    with serving(socketserver.TCPServer, Mail) as server:
        place = {"host": "127.0.0.1", "port": str(server.server_address[1]), "tls": "none", "sender": "hello@example.org", "name": "Jo"}
        mail = Smtp(place)
        mail.send(Parcel("k1", "email", Letter("anna@example.org", "Our appointment", "See you on Monday")))
        (sent,) = server.asked
        head = sent.partition("\n\n")[0] if "\r" not in sent else sent.partition("\r\n\r\n")[0]
        assert {line.partition(":")[0] for line in head.splitlines()} <= {
            "To", "From", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
        }  # fmt: skip
        assert "safehold" not in sent.lower()
        server.answers[:] = ["refuses"]
        with pytest.raises(NotTaken) as refused:
            mail.send(Parcel("k2", "email", LETTER))
        assert not refused.value.again
        server.answers[:] = ["drops"]
        with pytest.raises(CannotTell):
            mail.send(Parcel("k3", "email", LETTER))
    with pytest.raises(NotTaken) as refused:
        mail.send(Parcel("k4", "email", LETTER))
    assert refused.value.again
    assert mail.look("k3") == "cannot_tell"
    assert isinstance(refused.value.__cause__, OSError | smtplib.SMTPException)


def test_the_settings_name_a_service_for_each_means_and_a_demonstration_sends_nothing():
    given = {"SAFEHOLD_SENDING": "email=smtp", "SAFEHOLD_SMTP_HOST": "mail.example.org", "SAFEHOLD_SMTP_SENDER": "hello@example.org"}
    assert sending_read(given, demonstration=False)[0] == {"email": "smtp"}
    assert set(sending_read(given, demonstration=True)[0].values()) == {"outbox"}
    for wrong in ("text=smtp", "pigeon=notify", "email=outbox", "text=notify"):
        with pytest.raises(BadSending):
            sending_read(given | {"SAFEHOLD_SENDING": wrong}, demonstration=False)


def test_neutral_texts_say_nothing_of_what_they_are_about():
    neutral = [each for each in standard().templates.values() if each.neutral]
    assert neutral
    for each in neutral:
        for word in ("police", "abuse", "court", "bail", "released", "999", "advocate", "safehold", "danger", "refuge", "violence"):
            assert word not in f"{each.subject} {each.text}".lower()
        assert not each.tells


def test_what_was_written_opens_for_its_agency_alone_and_takes_a_new_key():
    sealed = seal("northshire-police", LETTER)
    assert unseal("northshire-police", sealed_anew(sealed)) == LETTER
    with pytest.raises(NoKey):
        unseal("southmere-police", sealed)
