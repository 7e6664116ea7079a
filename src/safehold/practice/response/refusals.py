"""What a member of staff is told when something cannot be done as they asked. Nothing of it is recorded; what they typed is kept."""

from safehold.chronology.declined import Declined


class NotAReason(Declined):
    """A reason that is not permitted for a lower grade was given."""


class OwnRequest(Declined):
    """Whoever asked for a lower grade may not answer the request."""
