"""What a member of staff is told when something cannot be done as they asked, whichever room they asked it of."""


class Declined(ValueError):
    """It cannot be done as things stand: nothing of it is recorded, and what they typed is kept. The message says why and what to do, and
    may be shown."""
