"""What may be confidential in a record, each with a mark that stands nowhere else."""

from harness.recorded import ANNA, BORIS, ago, event
from safehold.chronology.recording import rows
from safehold.chronology.session import session

# Long enough that no key, no cipher text and no time of day has it by chance.
MARK = "zqxvjw"
ADDRESS, POSTCODE, PHONE, EMAIL = "4 Zqxvjwaddress Mews", "ZQ1 1XA", "07700 900457", "zqxvjwemail@example.org"
CODEWORD, NEVER, WAY, NOTE, WENT, SCHOOL = "zqxvjwcodeword", "zqxvjwnever", "zqxvjwway", "zqxvjwnote", "zqxvjwwent", "zqxvjwschool"
HIDDEN = {"address": ADDRESS, "postcode": POSTCODE, "phone": PHONE, "email": EMAIL, "confidential": ["address", "phone", "email"]}
SECRET = ANNA | HIDDEN
# Six figures alone stand in a microsecond, in the clock of a page or in a hash sooner or later.
NUMBER = ("00900457", "00 900457")
# By what they are looked for in a whole database.
FOUND_BY = (MARK, *NUMBER)
# As they stand in a page, in a table or in a line of a log.
KEPT = ("zqxvjw", "Zqxvjw", "ZQXVJW", *NUMBER, "ZQ1 1XA")


def plant(agency: str = "northshire-police") -> dict:
    """One of each, by what it is: the ids of the events."""
    child = {"ref": "C1", "role": "child", "given_name": "Cecil", "family_name": "Quillfeather", "confidential": ["school"]}
    return {
        "call": event("call.received", ago(days=9), SECRET, BORIS, channel="999", domestic=True, agency=agency),
        "safe": event("safe_contact.set", ago(days=8), ANNA, methods=[WAY], never=NEVER, codeword=CODEWORD, agency=agency),
        "note": event("idva.engaged", ago(days=7), *(ANNA, BORIS), role="idva", note=f"she told me {NOTE}", agency=agency),
        "moved": event("victim.moved", ago(days=6), ANNA | {"address": ADDRESS}, confidential=True, where=WENT, agency=agency),
        "school": event("child.identified", ago(days=5), ANNA, child, school=SCHOOL, in_education="yes", agency=agency),
    }  # fmt: skip


def kept() -> dict[str, list[str]]:
    """What stands apart of each event, by its kind."""
    with session() as cursor:
        return dict(rows(cursor, "SELECT kind, kept FROM chronology_event WHERE kept <> '{}'"))


def number(key) -> int:
    with session() as cursor:
        ((seq,),) = rows(cursor, "SELECT seq FROM chronology_event WHERE source = %s AND source_id = %s", [key.source, key.id])
        return seq
