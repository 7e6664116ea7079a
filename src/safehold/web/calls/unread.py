"""In words, that a unit has not said that it has its briefing: on the board and on the page of its call, until it has or has gone in."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from safehold.practice.response.holding import Sending
from safehold.practice.response.models import Call
from safehold.web import words


def unread(call: Call, sent: Iterable[Sending], now: int) -> list[str]:
    """Of those on their way, whom nobody can be sure of; of one that nobody named too."""
    listed = [each for each in sent if each.done is None]
    said = [_on_its_way(each, now) for each in listed if each.unread and each.there is None and not each.there_unsaid]
    if not listed and _nameless(call):
        said.append(
            _("The unit that was sent has not the history yet: sent %(time)s") % {"time": words.ago(call.dispatched_at or now, now)}
        )
    return said


def gone_in(call: Call, sent: Iterable[Sending]) -> list[str]:
    """Of those that are there, which went in without having read it; one that has read it since is said so. Of one that nobody named it is
    said too, and of one of which nobody said that it is the one that is there."""
    listed = [each for each in sent if each.done is None]
    said = [_gone_in(each) for each in listed if each.arrived_unread]
    said += [_perhaps(each) for each in listed if each.there_unsaid and each.unread]
    if not call.units and call.dispatched_at is not None and call.arrived_at is not None and call.read_at is None:
        said.append(_("A unit went in at %(time)s and has not said that it knows the history") % {"time": words.clock(call.arrived_at)})
    return said


def _on_its_way(each: Sending, now: int) -> str:
    said = {"unit": each.callsign, "time": words.lasting(now - each.sent)}
    return _("%(unit)s has not read the briefing: sent %(time)s ago") % said


def _gone_in(each: Sending) -> str:
    said = {"unit": each.callsign, "time": words.clock(each.there or 0)}
    if each.heard is not None:
        return _("%(unit)s went in at %(time)s and read the briefing after") % said
    return _("%(unit)s went in at %(time)s without having read the briefing") % said


def _perhaps(each: Sending) -> str:
    return _("%(unit)s has not read the briefing, and a unit is there") % {"unit": each.callsign}


def _nameless(call: Call) -> bool:
    """Whether a unit is on its way of which nobody said which it is, and nobody has said that it knows the history."""
    at = call.dispatched_at
    if call.units or at is None or call.arrived_at is not None or (call.diverted_at is not None and call.diverted_at > at):
        return False
    return call.read_at is None or call.read_at < at
