"""Texts, e-mail and letters by an HTTP service of the kind of GOV.UK Notify: each carries a reference of ours, by which the service can be
asked afterwards whether it has it. Each means needs one template there, whose body is ((body)) and whose subject is ((subject))."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import requests

from safehold.practice.safeguarding.contact.sealing import Letter
from safehold.practice.safeguarding.contact.services import CannotTell, Found, NotTaken, Parcel

SECONDS = (5, 20)
PATHS = {"text": "sms", "email": "email", "letter": "letter"}
_TAKEN, _TOO_MANY, _FAULT = 201, 429, 500


class Notify:
    """`place` gives url, issuer (the number of the service), secret, and the number of a template for each means."""

    name = "notify"

    def __init__(self, place: Mapping[str, str]) -> None:
        self._place = place

    def send(self, parcel: Parcel, /) -> None:
        channel, letter = parcel.channel, parcel.letter
        body: dict[str, Any] = {
            "reference": parcel.key,
            "template_id": self._place[channel],
            "personalisation": {"body": letter.text, "subject": letter.subject} | _address(channel, letter),
        }
        if channel != "letter":
            body["phone_number" if channel == "text" else "email_address"] = letter.whereto
        try:
            answer = requests.post(self._at(PATHS[channel]), json=body, headers=self._head(), timeout=SECONDS, allow_redirects=False)
        except requests.ConnectTimeout as error:
            raise NotTaken("not_reached", again=True) from error  # nothing of the message has left
        except requests.RequestException as error:
            raise CannotTell from error
        if answer.status_code == _TAKEN:
            return
        if answer.status_code >= _FAULT:
            raise CannotTell
        raise NotTaken(f"answer {answer.status_code}", again=answer.status_code == _TOO_MANY)

    def look(self, key: str, /) -> Found:
        try:
            answer = requests.get(self._at(""), params={"reference": key}, headers=self._head(), timeout=SECONDS, allow_redirects=False)
            listed = answer.json().get("notifications") if answer.ok else None
        except (requests.RequestException, ValueError, AttributeError):
            return "cannot_tell"
        if not isinstance(listed, list):
            return "cannot_tell"
        return "taken" if any(each.get("reference") == key for each in listed) else "not_taken"

    def _at(self, path: str) -> str:
        return f"{self._place['url'].rstrip('/')}/v2/notifications" + (f"/{path}" if path else "")

    def _head(self) -> dict[str, str]:
        """A token that stands for half a minute (JWT, HS256), as such services ask for it."""
        parts = [{"typ": "JWT", "alg": "HS256"}, {"iss": self._place["issuer"], "iat": int(time.time())}]
        said = ".".join(_b64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
        signed = _b64(hmac.new(self._place["secret"].encode(), said.encode(), hashlib.sha256).digest())
        return {"Authorization": f"Bearer {said}.{signed}"}


def _address(channel: str, letter: Letter) -> dict[str, str]:
    lines = [line.strip() for line in letter.whereto.splitlines() if line.strip()] if channel == "letter" else []
    return {f"address_line_{place}": line for place, line in enumerate(lines, 1)}


def _b64(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()
