class NotShared(ValueError):
    """A share that cannot be made, changed or received by whoever asks; the message says why."""
