from safehold.chronology.declined import Declined


class NotShared(Declined):
    """A share that cannot be made, changed or received by whoever asks; the message says why."""
