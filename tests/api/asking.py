"""Another system that asks, and a call as it sends one."""

import json
from typing import Any

from django.test import Client

EVERYTHING = frozenset(
    ("send_events", "read_events", "check_history", "read_duties", "read_cases", "read_shares", "share_records", "read_chain")
)


class Asking:
    """One system that asks: `get` and `post` answer with the status and the body."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.client = Client(headers={"authorization": f"Bearer {token}"}, raise_request_exception=False)

    def get(self, address: str, **query: Any) -> tuple[int, dict[str, Any]]:
        answer = self.client.get(f"/api/v1/{address}", query)
        return answer.status_code, answer.json()

    def post(self, address: str, body: Any) -> tuple[int, dict[str, Any]]:
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        answer = self.client.post(f"/api/v1/{address}", text, content_type="application/json")
        return answer.status_code, answer.json()


def call(number: str = "C-1", **more: Any) -> dict[str, Any]:
    return {
        "source": "northshire-cad", "id": number, "kind": "call.received", "occurred_at": "2026-11-21T14:40:00+00:00",
        "agency": "northshire-police", "data": {"channel": "999", "domestic": True},
        "people": [{"ref": "P1", "role": "victim", "given_name": "Isolde", "family_name": "Brackenridge", "date_of_birth": "1984-05-06"}],
    } | more  # fmt: skip
