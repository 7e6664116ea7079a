from safehold.chronology.envelope import Refused


class NotLowered(Refused):
    """The grade stands: whoever asked set it, or is no specialist. The message says which, and may be shown."""
