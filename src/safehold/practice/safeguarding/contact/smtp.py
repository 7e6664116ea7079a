"""E-mail by SMTP. It has no way to ask afterwards whether a message was taken: once the last line of it has left and no answer has come,
nobody can tell."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from safehold.practice.safeguarding.contact.sealing import Letter
from safehold.practice.safeguarding.contact.services import CannotTell, Found, NotTaken, Parcel

SECONDS = 20.0


class Smtp:
    """`place` gives host, port, tls (starttls, tls or none), user, password, sender and its neutral name."""

    name = "smtp"

    def __init__(self, place: Mapping[str, str]) -> None:
        self._place = place

    def send(self, parcel: Parcel, /) -> None:
        try:
            server = self._opened()
        except (OSError, smtplib.SMTPException) as error:
            raise NotTaken("not_reached", again=True) from error  # nothing of the message has left
        try:
            refused = server.send_message(self._message(parcel.key, parcel.letter))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise NotTaken("address", again=all(400 <= code < 500 for code in codes)) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise NotTaken("refused", again=400 <= error.smtp_code < 500) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CannotTell from error
        finally:
            server.close()
        if refused:
            raise NotTaken("address", again=False)

    def look(self, _key: str, /) -> Found:
        return "cannot_tell"

    def _opened(self) -> smtplib.SMTP:
        place = self._place
        host, port, tls = place["host"], int(place.get("port") or 587), place.get("tls") or "starttls"
        if tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
        if tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if place.get("user"):
            server.login(place["user"], place.get("password", ""))
        return server

    def _message(self, key: str, letter: Letter) -> EmailMessage:
        """Nothing in its head but whom it is to, whom it is from by a name that tells nothing, and its neutral subject."""
        message = EmailMessage()
        message["To"] = letter.whereto
        message["From"] = formataddr((self._place.get("name", ""), self._place["sender"]))
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{key}@{self._place['sender'].rpartition('@')[2]}>"
        message.set_content(letter.text)
        return message
