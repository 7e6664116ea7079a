"""Means, verdicts and states of messages as pages call them."""

from django.utils.translation import gettext_lazy as _

METHOD_NAMES = {
    "phone": _("A call"),
    "voicemail": _("A message on her voicemail"),
    "text": _("A text"),
    "email": _("An e-mail"),
    "letter": _("A letter"),
    "in_person": _("In person"),
    "through_advocate": _("Through her advocate"),
    "through_somebody": _("Through somebody she trusts"),
    "at_work": _("At work"),
    "at_school": _("At the children’s school"),
}
DAY_NAMES = {
    "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"), "fri": _("Friday"), "sat": _("Saturday"),
    "sun": _("Sunday"),
}  # fmt: skip
WHERETO = {"text": _("Number"), "email": _("E-mail"), "letter": _("Letters to")}
WHY = {
    "safe": _("This is safe now."),
    "ask_first": _("She named this as safe. Read this first:"),
    "nothing_said": _("Nothing on record says how she may be reached. Ask whoever supports her."),
    "withheld": _("How she may be reached is on record, and not for your role. Ask whoever supports her."),
    "unsafe_since": _("It was found unsafe since she last said how."),
    "never": _("She said: never like this."),
    "not_named": _("She did not say that this is safe."),
    "wrong_time": _("This is safe at other times, and not now."),
    "no_address": _("Nothing on record says whereto, or more than one place stands there."),
    "his_too": _("Where it would go stands on record as his too. Ask her, by another safe means, for one that is hers alone."),
    "long_ago": _("It is long ago that she confirmed how. Confirm it with her by a safe means first."),
    "not_agreed": _("She has not agreed that a message says what it is about. Write a neutral one."),
}
WARN = {
    "his_too": _("This stands on record as his too: he may answer."),
    "long_ago": _("It is long ago that she confirmed this: ask first whether it is still safe."),
    "times": _("She said more of when than a clock can check: read it first."),
}
STATES = {
    "queued": _("Waits to be sent"),
    "sending": _("Is being sent"),
    "sent": _("Sent"),
    "refused": _("Did not go"),
    "unsure": _("Not known whether it went"),
    "stopped": _("Stopped"),
}
STOPPED = {
    "no_longer_safe": _("it is no longer safe"),
    "waited_too_long": _("it waited too long for a safe time"),
    "taken_back": _("taken back"),
    "not_known_whether_it_went": _("not sent again"),
    "not_reached": _("the service was not reached"),
    "not_set_up": _("nothing is set up that sends it"),
    "address": _("the service does not take the address"),
    "seen": _("whoever wrote it has seen that it did not go"),
    "seen_by_specialist": _("a specialist has seen that it did not go"),
    "cut_off": _("cut off before it was sent; it is tried again"),
}
