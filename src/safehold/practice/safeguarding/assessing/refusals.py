"""What a member of staff is told when something cannot be done as they asked. Nothing of it is recorded; what they typed is kept."""

from safehold.chronology.envelope import Refused


class Declined(ValueError):
    """The action cannot be taken as things stand; the message says why and what to do, and may be shown."""


class NotLowered(Refused):
    """The grade stands: whoever asked set it, or is no specialist. The message says which, and may be shown."""
