"""A client that is signed in as one of the demonstration's staff, and what a page says without its tags."""

import html
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from safehold.access import demonstration
from safehold.access.models import Posting, User
from safehold.access.postings import KEY


def staff_number(role: str) -> str:
    return next(person.staff_id for person in demonstration.STAFF if person.role == role)


def sign_in(client: Any, role: str) -> Any:
    client.post("/sign-out")
    client.post("/sign-in/as", {"staff_id": staff_number(role)})
    return client


def somebody(agency: str, role: str = "agency_representative", name: str = "Petra Example") -> Client:
    """Of any agency, who is made for it and signed in without being asked."""
    user = User.objects.get_or_create(staff_id=f"{agency}-{role}"[:40], defaults={"display_name": name})[0]
    today = timezone.localdate() - timedelta(days=5)
    posting = Posting.objects.get_or_create(user=user, agency_id=agency, role=role, first_day=today)[0]
    client = Client()
    client.force_login(user)
    session = client.session
    session[KEY] = posting.pk
    session.save()
    return client


def words(page: Any) -> str:
    """The text of a page's main part, with single spaces."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text.partition("<main")[2])))
