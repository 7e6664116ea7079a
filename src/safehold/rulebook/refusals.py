"""What a member of staff is told when a duty cannot be dealt with as they asked. Nothing of it is recorded."""

from safehold.chronology.declined import Declined


class NotWaivable(Declined):
    """The rule does not let this role waive the duty, or not any more."""


class NobodyThere(Declined):
    """A duty was to go to a role in which nobody works at that agency: it would be lost."""
