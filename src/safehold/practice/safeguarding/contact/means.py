"""By what means she may be reached, and whether this one is safe now. Pure.

What is not said to be safe is not. What nobody may read here is not safe either: whoever cannot see how to reach her asks those who can.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.identity.contacts import read_email, read_phones

# What somebody may do to reach her, and what a system may send.
METHODS = ("phone", "voicemail", "text", "email", "letter", "in_person", "through_advocate", "through_somebody", "at_work", "at_school")
CHANNELS = {"text": "phone", "email": "email", "letter": "post_to"}  # and in which field whereto stands
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# How records of other systems, and what people typed, name these.
_SAID = {
    "phone": ("phone", "telephone", "call", "mobile", "ring", "number", "landline"),
    "voicemail": ("voicemail", "message"),
    "text": ("text", "sms"),
    "email": ("email", "e-mail", "mail"),
    "letter": ("letter", "post"),
    "in_person": ("in_person", "in person", "visit", "face to face"),
    "through_advocate": ("through_advocate", "advocate", "idva"),
    "through_somebody": ("through_somebody", "friend", "sister", "mother", "mum", "brother", "neighbour", "aunt", "daughter", "son"),
    "at_work": ("at_work", "work"),
    "at_school": ("at_school", "school"),
}


_FORMS = {name: re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})(?:s|ed|ing)?\b") for name, forms in _SAID.items()}
_ONE_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
WHOLE_POSTCODE = 5
BY_NUMBER = ("phone", "voicemail", "text")
INDIRECT = frozenset(("through_advocate", "through_somebody", "at_work", "at_school", "in_person"))


class Means(msgspec.Struct, frozen=True):
    """What the latest record says of how she may be reached; `unsafe` why no call is safe since, `instead` what is. `withheld`: there is
    more than whoever is looking may read; `codeword_held`: a codeword too. `his`: of which channels that is on record as his too."""

    seq: int = 0
    methods: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    times: str = ""
    days: tuple[str, ...] = ()
    from_time: str = ""
    until_time: str = ""
    who_may_answer: str = ""
    never: str = ""
    codeword: str = ""
    whereto: dict[str, str] = {}
    his: tuple[str, ...] = ()
    more_than_neutral: bool = False
    confirmed: int | None = None
    unsafe: str = ""
    instead: str = ""
    withheld: bool = False
    codeword_held: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """`why` is a word: safe, nothing_said, withheld, unsafe_since, never, not_named, wrong_time, no_address, his_too, long_ago, not_agreed.
    `warn` is what must be asked first although it is safe."""

    why: str
    warn: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        return self.why == "safe"


def means_of(seq: int, event: Event | None, unsafe: Event | None) -> Means:
    """`unsafe` is the latest record that it was not safe to contact her, where nothing was said of safe contact after it."""
    if event is None:
        return Means(unsafe=_why(unsafe), instead=str(unsafe.data.get("instead", "")) if unsafe else "")
    given = event.data
    said = tuple(str(each) for each in given.get("methods", ()))
    later = unsafe if unsafe is not None and unsafe.order > event.order else None
    return Means(
        seq=seq, methods=tuple(dict.fromkeys(name for each in said for name in named(each))), said=said, times=str(given.get("times", "")),
        days=tuple(given.get("days", ())), from_time=str(given.get("from_time", "")), until_time=str(given.get("until_time", "")),
        who_may_answer=str(given.get("who_may_answer", "")), never=str(given.get("never", "")), codeword=str(given.get("codeword", "")),
        whereto={channel: str(given[field]) for channel, field in CHANNELS.items() if given.get(field)},
        more_than_neutral=given.get("more_than_neutral") is True, confirmed=_confirmed(event), unsafe=_why(later),
        instead=str(later.data.get("instead", "")) if later else "",
        withheld=any(name.startswith("data/") and name != "data/codeword" for name in event.withheld),
        codeword_held="data/codeword" in event.withheld,
    )  # fmt: skip


def with_his(means: Means, events: Iterable[Event]) -> Means:
    """`events`: of her case. What a record gives as his is not hers alone, whoever said so: a number may be shared, or put there by him."""
    his = [mention for event in events for mention in event.mentions("suspect")]
    phones = {number for each in his for number in read_phones(each.phone)}
    emails = {read_email(each.email) for each in his} - {""}
    postcodes = {code for each in his if len(code := close(each.postcode)) >= WHOLE_POSTCODE}
    found = {
        "text": not phones.isdisjoint(read_phones(means.whereto.get("text", ""))),
        "email": read_email(means.whereto.get("email", "")) in emails,
        "letter": any(each in close(means.whereto.get("letter", "")) for each in postcodes),
    }
    return msgspec.structs.replace(means, his=tuple(channel for channel, too in found.items() if too))


def one_place(channel: str, whereto: str) -> bool:
    """Whether it goes to one place alone: a second number or address in the field would be sent to as well."""
    if channel == "text":
        return len(read_phones(whereto)) == 1
    return bool(_ONE_EMAIL.fullmatch(whereto.strip())) if channel == "email" else bool(whereto.strip())


def close(text: str) -> str:
    return "".join(text.split()).upper()


def named(said: str) -> tuple[str, ...]:
    """The means that words name. "Ring her sister" names her sister and no ringing of hers."""
    found = mentioned(said)
    return tuple(name for name in found if name in INDIRECT) or found


def mentioned(said: str) -> tuple[str, ...]:
    """All that words touch on, which is what "never" holds."""
    words = said.lower()
    if words in _SAID:
        return (words,)
    return tuple(name for name, forms in _FORMS.items() if forms.search(words))


def safe_now(means: Means, method: str, at: datetime, *, by_itself: bool = False, neutral: bool = True, within_days: int = 0) -> Verdict:
    """Whether to reach her by this now. `by_itself`: no person is there to stop, as when a message is sent."""
    stops = _stops(means, method)
    if stops:
        return Verdict(stops)
    warn: list[str] = []
    if not in_time(means, at):
        return Verdict("wrong_time")
    days = (at - _day(means.confirmed, at)).days if means.confirmed is not None else None
    old = days is None or days > within_days
    if by_itself:
        if not one_place(method, means.whereto.get(method, "")):
            return Verdict("no_address")
        if method in means.his:
            return Verdict("his_too")
        if within_days and old:
            return Verdict("long_ago")
        if not neutral and not means.more_than_neutral:
            return Verdict("not_agreed")
    elif within_days and old:
        warn.append("long_ago")
    if ("text" if method in BY_NUMBER else method) in means.his:
        if method != "phone":  # what is left there stays to be found; of a call somebody hears who answers
            return Verdict("his_too")
        warn.append("his_too")
    if means.times and not (means.days or means.from_time or means.until_time):
        if by_itself:
            return Verdict("wrong_time")
        warn.append("times")
    return Verdict("safe", tuple(warn))


def offered(means: Means, at: datetime) -> Sequence[str]:
    """The means that are safe now."""
    return [method for method in METHODS if safe_now(means, method, at).safe]


def _stops(means: Means, method: str) -> str:
    if means.withheld:
        return "withheld"
    instead = INDIRECT.intersection(named(means.instead))
    if means.never and method in mentioned(means.never):
        return "never"
    if method in instead:
        return ""
    if means.unsafe:
        return "unsafe_since"
    if not means.seq:
        return "nothing_said"
    return "" if method in means.methods else "not_named"


def in_time(means: Means, at: datetime) -> bool:
    """Hours that go past midnight belong to the day on which they begin."""
    begins, ends, now = _clock(means.from_time, time.min), _clock(means.until_time, time.max), at.time()
    day = DAYS[at.weekday()]
    if begins <= ends:
        return (not means.days or day in means.days) and begins <= now <= ends
    before = DAYS[at.weekday() - 1]
    return (now >= begins and (not means.days or day in means.days)) or (now <= ends and (not means.days or before in means.days))


def _clock(text: str, otherwise: time) -> time:
    try:
        return time.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise


def _confirmed(event: Event) -> int | None:
    try:
        return read_when(event.data["verified_on"]).latest if event.data.get("verified_on") else event.occurred_at.latest
    except BadTime:
        return None


def _day(at: int | None, now: datetime) -> datetime:
    return datetime.fromtimestamp((at or 0) / 1_000_000, now.tzinfo)


def _why(event: Event | None) -> str:
    return str(event.data.get("why") or "it is not safe") if event is not None else ""
