"""Who works in the large area: 250 people with passwords and authenticator apps of their own, as an area would have them."""

import json
import secrets
from pathlib import Path
from typing import NamedTuple

FILE = "staff.json"
HANDLERS = 50
POLICE = "northshire-police"
# Everybody but the call handlers, by role and agency.
OTHERS = {
    ("first_responder", POLICE): 42,
    ("investigator", POLICE): 46,
    ("dispatcher", POLICE): 16,
    ("da_specialist", POLICE): 14,
    ("shift_sergeant", POLICE): 12,
    ("mash_officer", POLICE): 8,
    ("control_room_supervisor", POLICE): 6,
    ("custody_officer", POLICE): 6,
    ("witness_care_officer", POLICE): 6,
    ("disclosure_officer", POLICE): 4,
    ("crime_registrar", POLICE): 3,
    ("duty_inspector", POLICE): 3,
    ("professional_standards", POLICE): 2,
    ("records_manager", POLICE): 2,
    ("idva", "northshire-idva"): 12,
    ("offender_manager", "northshire-probation"): 6,
    ("prosecutor", "cps"): 6,
    ("agency_representative", "northshire-housing"): 2,
    ("agency_representative", "northshire-health"): 2,
    ("marac_coordinator", "northshire-csp"): 2,
}


class Member(NamedTuple):
    staff_id: str
    role: str
    password: str
    secret: str


def posted() -> list[tuple[str, str, str]]:
    """Number, role and agency of everybody, each number of those that the area's records name as far as there are any."""
    from safehold.synthetic.story import staff_id

    wanted = {("call_handler", POLICE): HANDLERS, **OTHERS}
    return [(staff_id(agency, role, number), role, agency) for (role, agency), count in wanted.items() for number in range(count)]


def read(home: Path) -> list[Member]:
    return [Member(*each) for each in json.loads((home / FILE).read_text())]


def make(home: Path) -> list[Member]:
    """Makes the agencies and whoever of the staff is not there yet, and notes what they sign in with beside the database."""
    from datetime import date

    from django.contrib.auth.hashers import make_password
    from django.db import transaction
    from django.utils import timezone

    from safehold.access.demonstration import AGENCIES
    from safehold.access.models import Agency, Posting, User
    from safehold.access.signing_in import codes, sealing
    from safehold.access.signing_in.models import Member as Standing

    if (home / FILE).exists():
        return read(home)
    password = secrets.token_urlsafe(12)
    hashed = make_password(password)
    made = []
    with transaction.atomic():
        for slug, name, kind, area in AGENCIES:
            Agency.objects.update_or_create(slug=slug, defaults={"name": name, "kind": kind, "area": area})
        for number, role, agency in posted():
            secret = codes.new_secret()
            user, _ = User.objects.update_or_create(staff_id=number, defaults={"display_name": number, "password": hashed})
            Posting.objects.get_or_create(user=user, agency_id=agency, role=role, first_day=date(2020, 1, 1))
            kept = {"app_secret": sealing.seal(user.pk, secret), "app_since": timezone.now()}
            Standing.objects.update_or_create(user=user, defaults=kept)
            made.append(Member(number, role, password, secret))
    note = home / FILE
    note.touch(mode=0o600)
    note.write_text(json.dumps(made))
    return made
