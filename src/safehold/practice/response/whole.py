"""A call with what is held in confidence of it, to be recorded again where it is corrected: what a page does not show must not be lost."""

from safehold.chronology.apart.compared import in_whole
from safehold.chronology.envelope import Event
from safehold.practice.response.calls import number_of_event


class NotNow(Exception):
    """What is held in confidence of a call cannot be read here, so that correcting it would lose it."""


def whole_call(call: Event) -> Event:
    """Raises NotNow where its key is not at hand."""
    if not call.withheld:
        return call
    (found,) = in_whole({number_of_event(call.id): call}).values()
    if found.withheld:
        raise NotNow(f"{call.id} cannot be corrected here: the key of what it holds in confidence is not at hand")
    return found
