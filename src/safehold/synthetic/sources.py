"""The systems that send chronologies, by short name; sources.yaml says how each of them writes."""

from typing import NamedTuple


class Force(NamedTuple):
    """A police force and its systems: for calls, for crimes and risk, and for custody."""

    police: str
    calls: str
    records: str
    custody: str


NORTHSHIRE = Force("northshire-police", "northshire-cad", "northshire-records", "northshire-custody")
SOUTHMERE = Force("southmere-police", "southmere-records", "southmere-records", "southmere-records")

IDVA = "idva-cases"
MARAC = "marac-office"
REVIEWS = "csp-reviews"
PROSECUTION = "cps-cms"
COURTS = "courts-lists"
PROBATION = "probation-cases"
CHILDREN = "childrens-cases"
HEALTH = "health-contacts"
HOUSING = "housing-cases"
REFUGE = "refuge-notes"

OF_AGENCY = {
    "northshire-police": NORTHSHIRE.records,
    "southmere-police": SOUTHMERE.records,
    "northshire-idva": IDVA,
    "northshire-csp": MARAC,
    "cps": PROSECUTION,
    "northshire-courts": COURTS,
    "northshire-probation": PROBATION,
    "northshire-childrens-services": CHILDREN,
    "northshire-health": HEALTH,
    "northshire-housing": HOUSING,
    "westbrook-refuge": REFUGE,
}
