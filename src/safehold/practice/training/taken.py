"""That one person completed a course on a day."""

from datetime import date

import msgspec


class Taken(msgspec.Struct, frozen=True):
    staff_id: str
    course: str
    specialist_led: bool
    on: date
