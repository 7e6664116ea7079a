"""The agencies and staff of the demonstration. All names are made up, and nothing here is made unless the settings say DEMONSTRATION."""

import secrets
from datetime import date

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from safehold.access.models import Agency, Posting, User
from safehold.access.roles import standard

AREA = "Northshire"
AGENCIES = (
    ("northshire-police", "Northshire Police", "police", AREA),
    ("southmere-police", "Southmere Police", "police", "Southmere"),
    ("northshire-idva", "Northshire Advocacy Service", "idva", AREA),
    ("cps", "Crown Prosecution Service", "cps", AREA),
    ("northshire-courts", "Northshire Courts", "court", AREA),
    ("northshire-probation", "Northshire Probation", "probation", AREA),
    ("northshire-childrens-services", "Northshire Children's Services", "children", AREA),
    ("northshire-health", "Northshire Health", "health", AREA),
    ("northshire-housing", "Northshire Housing", "housing", AREA),
    ("westbrook-refuge", "Westbrook Refuge", "refuge", AREA),
    ("northshire-csp", "Northshire Community Safety Partnership", "csp", AREA),
    ("inspectorate", "Inspectorate", "inspectorate", "England and Wales"),
)


class Person(msgspec.Struct, frozen=True):
    staff_id: str
    name: str
    role: str
    agency: str

    @property
    def title(self) -> str:
        return standard().roles[self.role].title


STAFF = (
    Person("npol-ch-104", "Amara Holt", "call_handler", "northshire-police"),
    Person("npol-d-104", "Ben Ridley", "dispatcher", "northshire-police"),
    Person("npol-crs-104", "Carys Munro", "control_room_supervisor", "northshire-police"),
    Person("npol-fr-104", "Dev Sandhu", "first_responder", "northshire-police"),
    Person("npol-ss-104", "Elin Marsh", "shift_sergeant", "northshire-police"),
    Person("npol-i-104", "Femi Clarke", "investigator", "northshire-police"),
    Person("npol-ds-104", "Grace Whitlow", "da_specialist", "northshire-police"),
    Person("nidv-i-104", "Hana Brook", "idva", "northshire-idva"),
    Person("npro-om-104", "Idris Vale", "offender_manager", "northshire-probation"),
    Person("cps-p-104", "Jo Lindqvist", "prosecutor", "cps"),
    Person("npol-wco-104", "Kit Barrowman", "witness_care_officer", "northshire-police"),
    Person("ncsp-mc-104", "Leila Fenwick", "marac_coordinator", "northshire-csp"),
    Person("ncsp-cc-104", "Lowri Penhallow", "csp_chair", "northshire-csp"),
    Person("ncsp-rc-104", "Morag Teale", "review_chair", "northshire-csp"),
    Person("ins-i-104", "Nia Averill", "inspectorate", "inspectorate"),
    Person("npol-a-104", "Owen Thackeray", "administrator", "northshire-police"),
    Person("npol-cr-104", "Petra Lindgate", "crime_registrar", "northshire-police"),
    Person("npol-do-104", "Quentin Asher", "disclosure_officer", "northshire-police"),
    Person("npol-om-104", "Rhea Dunmore", "offender_manager", "northshire-police"),
    Person("spol-di-104", "Silas Orme", "duty_inspector", "southmere-police"),
    Person("npol-ps-104", "Una Castellan", "professional_standards", "northshire-police"),
    Person("npol-rm-104", "Tamsin Greaves", "records_manager", "northshire-police"),
    Person("npol-rm-105", "Ulla Hartnell", "records_manager", "northshire-police"),
)


class NotADemonstration(RuntimeError):
    """Someone asked for demonstration staff where the settings do not allow them."""


class NotOnTheStaff(LookupError):
    """No one of the demonstration has this number."""


def make(password: str | None = None) -> str:
    """Makes the agencies and the staff, or brings them up to date, and returns the password that they share. Raises NotADemonstration.

    Given the password that they have already, nobody who is signed in is signed out.
    """
    if not settings.DEMONSTRATION:
        raise NotADemonstration("demonstration staff are made only where SAFEHOLD_DEMONSTRATION=1")
    password = password or "-".join(secrets.token_hex(2) for _ in range(3))
    hashed = _hashed(password)
    with transaction.atomic():
        for slug, name, kind, area in AGENCIES:
            Agency.objects.update_or_create(slug=slug, defaults={"name": name, "kind": kind, "area": area})
        for person in STAFF:
            user, _ = User.objects.update_or_create(staff_id=person.staff_id, defaults={"display_name": person.name, "password": hashed})
            Posting.objects.get_or_create(user=user, agency_id=person.agency, role=person.role, first_day=date(2020, 1, 1))
    return password


def _hashed(password: str) -> str:
    """As it is stored already, if it is: a new hash of the same password would end every session."""
    standing = User.objects.filter(staff_id=STAFF[0].staff_id).values_list("password", flat=True).first()
    return standing if standing and check_password(password, standing) else make_password(password)


def member(staff_id: str) -> User:
    """One of the demonstration's staff. Raises NotADemonstration, NotOnTheStaff."""
    if not settings.DEMONSTRATION:
        raise NotADemonstration("no one signs in without a password outside a demonstration")
    user = User.objects.filter(staff_id=staff_id).first() if any(person.staff_id == staff_id for person in STAFF) else None
    if user is None:
        raise NotOnTheStaff(staff_id)
    return user


def by_agency() -> list[tuple[str, list[Person]]]:
    """The staff under the names of their agencies, for the sign-in page."""
    names = {slug: name for slug, name, _, _ in AGENCIES}
    listed: dict[str, list[Person]] = {}
    for person in STAFF:
        listed.setdefault(names[person.agency], []).append(person)
    return list(listed.items())
