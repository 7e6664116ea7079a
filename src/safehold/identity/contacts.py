"""Phone numbers and addresses of electronic mail in one form."""

import re
from functools import lru_cache

_PARTED = re.compile(r"[,;|]|/|\bor\b|\band\b")
_WRITTEN = re.compile(r"[^\d+]")
_BRITISH = re.compile(r"(?:0|\+44)([1-9]\d{9})", re.ASCII)  # what nearly all are, read a hundred times as quickly
LONGEST = 120
MOST_PHONES = 4


@lru_cache(maxsize=65536)
def read_phones(text: str) -> tuple[str, ...]:
    """Every number in a field, in E.164 (British unless it says otherwise). Only the length is checked, so that reserved ranges count."""
    found = (_phone(piece) for piece in _PARTED.split(text[:LONGEST]))
    return tuple(dict.fromkeys(number for number in found if number))[:MOST_PHONES]


def _phone(text: str) -> str:
    digits = _WRITTEN.sub("", text)
    if len(digits) < 7 or len(set(digits.lstrip("+")[-7:])) == 1:
        return ""  # too short to be one person's, or 0000000: what is typed to get past a field
    if british := _BRITISH.fullmatch(digits):
        return f"+44{british[1]}"
    import phonenumbers  # it takes longer to import than nearly all numbers that are not British take to read

    try:
        number = phonenumbers.parse(digits, "GB")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(number) else ""


def read_email(text: str) -> str:
    text = text.strip().casefold()[:LONGEST]
    name, at, host = text.rpartition("@")
    return text if at and name and "." in host and " " not in text and text.isprintable() else ""
