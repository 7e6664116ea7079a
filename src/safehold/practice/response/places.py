"""How a place and a unit are known again, however they were typed. Pure."""

import re
from collections.abc import Mapping
from typing import Any

_POSTCODE = re.compile(r"[^A-Z0-9]")
_NUMBER = re.compile(r"\d+[A-Z]?", re.IGNORECASE)
LONGEST_CALLSIGN = 20


def place_of(data: Mapping[str, Any]) -> str:
    """The postcode and the house's number of where a caller says that it is; nothing where either is not given: a postcode alone is a
    street, and two calls from a street are not one incident."""
    postcode = _POSTCODE.sub("", str(data.get("postcode_given", "")).upper())
    number = _NUMBER.search(str(data.get("address_given", "")))
    return f"{postcode} {number[0].upper()}" if postcode and number else ""


def callsign(text: Any) -> str:
    """NS 12 and ns12 are one unit."""
    return "".join(str(text or "").upper().split())[:LONGEST_CALLSIGN]
