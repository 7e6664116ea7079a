"""Why each record is taken for a person's: by whom and why, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from safehold.identity.decided import acts
from safehold.identity.said import Said, linked_by_machine
from safehold.web import words
from safehold.web.naming import role_title

MOST_REASONS = 3


def reasons(listed: Sequence[Said]) -> dict[int, str]:
    """By the number of each mention. A person's word comes first, and a number that its source gives twice last."""
    linked = linked_by_machine({each.profile for each in listed})
    first_of = {each.profile: each for each in reversed(listed)}
    said_by: dict[int, str] = {}
    for act in acts(each.number for each in listed):
        if act.judgement == "linked":
            by = _("%(role)s, %(day)s: %(why)s") % {"role": role_title(act.role), "day": words.day(act.at), "why": act.why}
            for number in {n for pair in act.mentions for n in pair}:
                said_by.setdefault(number, _("Linked by a person (%(by)s)") % {"by": by})
    found = {}
    for each in listed:
        link = linked.get(each.profile)
        oldest = first_of[each.profile]
        if each.number in said_by:
            found[each.number] = said_by[each.number]
        elif oldest.number != each.number:
            found[each.number] = _("Same number in the same source, and says the same")
        elif link is not None:
            other = first_of[link.other]
            found[each.number] = _("Linked by machine to the record of %(day)s (%(likely)s): %(why)s") % {
                "day": words.coarse(other.event.occurred_at),
                "likely": words.likely(link.probability),
                "why": ", ".join(link.why[:MOST_REASONS]),
            }
        elif not each.mention.named:
            found[each.number] = _("Same number in the same source")
        else:
            found[each.number] = _("The only record like it") if len(first_of) == 1 else _("Linked through other records")
    return found
