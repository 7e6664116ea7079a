"""What could lead somebody to her, asked of everything that leaves before it does. Each guard answers in a sentence that names no value:
`block` (it does not leave), `ask` (it leaves once somebody has said why that is right), or nothing."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from hashlib import sha256

import msgspec

from safehold.documents.content import Content, Recipient
from safehold.documents.rules import Leaving, Rule
from safehold.documents.scanning import Secret, found, marks
from safehold.identity.agreeing import slip
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.names import Names, as_written
from safehold.identity.nicknames import groups
from safehold.identity.places import Place, read_place
from safehold.identity.script import plain


class Verdict(StrEnum):
    BLOCK = "block"
    ASK = "ask"


class Finding(msgspec.Struct, frozen=True):
    guard: str
    verdict: Verdict
    said: str

    @property
    def key(self) -> str:
        """By which a reason is given for it."""
        return sha256(f"{self.guard}|{self.said}".encode()).hexdigest()[:12]


class Lived(msgspec.Struct, frozen=True):
    """An address of somebody's, and when (an instant) it was last said to be theirs."""

    address: str
    postcode: str
    last: int
    confidential: bool = False


class Somebody(msgspec.Struct, frozen=True):
    """A person of the case, or of another case of its two people. `names` are pairs, given and family. `asked`: whose data it is."""

    role: str
    names: tuple[tuple[str, str], ...] = ()
    lived: tuple[Lived, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    others: tuple[Secret, ...] = ()
    asked: bool = False


class Around(msgspec.Struct, frozen=True):
    """What is known of the case. `by_post`: whether a letter is marked as safe for her, None where nothing says so; `kept_away`: an order
    or bail keeps the suspect from her; `telling_names`: of agencies whose name tells where she is; `merged`: the records of the person
    whose data it is say what is another's."""

    people: tuple[Somebody, ...]
    now: int
    today: date
    by_post: bool | None = None
    call_unsafe: bool = False
    kept_away: bool = False
    telling_names: tuple[str, ...] = ()
    merged: bool = False


MONTH = 30 * 86_400_000_000
WORDS = {"victim": "the victim", "suspect": "the suspect", "child": "a child", "caller": "whoever called"}


def check(content: Content, around: Around, leaving: Leaving) -> list[Finding]:
    """Everything that stands in the way, what stops it first."""
    recipient, rule = content.recipient, leaving.recipients[content.recipient.kind]
    asked = [
        *same_name(recipient, rule, around),
        *same_address(recipient, rule, around, leaving),
        *same_contact(recipient, rule, around),
        *no_contact(recipient, rule, around),
        *safe_by_post(recipient, rule, around),
        *verified(recipient, rule, around, leaving),
        *joined_records(rule, around),
        *(window([recipient.name, recipient.address, recipient.postcode], leaving) if recipient.way == "by_post" else ()),
        *texts(content, rule, around),
    ]
    return sorted(dict.fromkeys(asked), key=lambda each: (each.verdict == Verdict.ASK, each.guard))


def same_name(recipient: Recipient, rule: Rule, around: Around) -> Iterator[Finding]:
    """Father and son, or her and a namesake: the letter to one is opened by the other."""
    theirs = as_written("", "", (recipient.name,)) if " " not in recipient.name.strip() else _whole(recipient.name)
    for one in around.people:
        if one.asked:
            if rule.of and one.names and not any(_alike(theirs, _pair(each)) for each in one.names) and _writes_to_them(recipient):
                yield Finding("name", Verdict.ASK, f"The name is not one on record for {rule.title}. Is it the right person?")
        elif any(_alike(theirs, _pair(each)) for each in one.names):
            yield Finding("name", Verdict.ASK, f"The recipient's name is like that of {_who(one)}. Make sure which of the two gets this.")


def same_address(recipient: Recipient, rule: Rule, around: Around, leaving: Leaving) -> Iterator[Finding]:
    """Hers must not go where he is, nor his where she is: what comes back, or is forwarded, tells where somebody lives. Where both are on
    record at one address, whoever was said to live there last counts."""
    place = read_place(recipient.address, recipient.postcode)
    if not place:
        return
    since = around.now - leaving.number("lived_months") * MONTH
    own = max((lived.last for one in around.people if one.asked for lived in _there(one, place, since)), default=-1)
    for one in around.people:
        last = max((lived.last for lived in _there(one, place, since)), default=-1)
        if one.asked or last < 0:
            continue
        apart = (one.role == "suspect") is not (rule.side == "suspect") and rule.side != "other"
        of = _who(one)
        if apart and own < last:
            yield Finding("address", Verdict.BLOCK, f"It would go to an address of {of}.")
        else:
            yield Finding("address", Verdict.ASK, f"The address is, or was, one of {of}. They share a household, or did.")


def _there(one: Somebody, place: Place, since: int) -> list[Lived]:
    return [lived for lived in one.lived if lived.last >= since and same_place(place, read_place(lived.address, lived.postcode))]


def same_contact(recipient: Recipient, rule: Rule, around: Around) -> Iterator[Finding]:
    phones, email = set(read_phones(recipient.phone)), read_email(recipient.email)
    for one in around.people:
        if one.asked:
            continue
        theirs = {number for each in one.phones for number in read_phones(each)}
        mails = {read_email(each) for each in one.emails} - {""}
        if phones & theirs or (email and email in mails):
            stops = (one.role == "suspect") is not (rule.side == "suspect") and rule.side != "other"
            yield Finding(
                "contact", Verdict.BLOCK if stops else Verdict.ASK, f"The phone or mail of the recipient is also that of {_who(one)}."
            )


def no_contact(recipient: Recipient, rule: Rule, around: Around) -> Iterator[Finding]:
    if around.kept_away and rule.against and recipient.kind != "suspect_solicitor":
        said = "Bail or an order keeps the suspect from her. Nothing of hers may reach him by this, or through others."
        yield Finding("no_contact", Verdict.ASK, said)
    if recipient.kind == "parent" and any(one.role == "suspect" and _named_so(recipient, one) for one in around.people):
        said = "The parent who asks for the child is the suspect. He is answered as the suspect, and not for the child."
        yield Finding("parent", Verdict.BLOCK, said)


def safe_by_post(recipient: Recipient, rule: Rule, around: Around) -> Iterator[Finding]:
    if recipient.way == "by_post" and rule.side == "victim" and recipient.kind == "victim" and not around.by_post:
        why = "says that it must not be by letter" if around.by_post is False else "says that a letter is safe for her"
        start = "What is recorded" if around.by_post is False else "Nothing on record"
        yield Finding("post", Verdict.BLOCK, f"{start} {why}. Hand it over in person, or record first how she is safely reached.")
    if recipient.kind == "victim" and around.call_unsafe:
        yield Finding("unsafe", Verdict.ASK, "Contact with her was recorded as unsafe.")


def verified(recipient: Recipient, rule: Rule, around: Around, leaving: Leaving) -> Iterator[Finding]:
    if recipient.way != "by_post" or rule.side == "other":
        return
    months = leaving.number("verified_months")
    if not recipient.verified:
        yield Finding("verified", Verdict.BLOCK, "Nobody has verified the address. Verify it, and say on which day.")
    elif (around.today - date.fromisoformat(recipient.verified)).days > months * 30:
        yield Finding("verified", Verdict.ASK, f"The address was last verified more than {months} months ago.")


def joined_records(rule: Rule, around: Around) -> Iterator[Finding]:
    if around.merged and rule.of:
        said = "The records of this person hold another's particulars. Part them first."
        yield Finding("joined", Verdict.BLOCK if rule.against else Verdict.ASK, said)


def window(lines: Iterable[str], leaving: Leaving) -> Iterator[Finding]:
    """Name and address only: no word that tells what it is about, and no number but of a house and a postcode."""
    for line in lines:
        said = f" {' '.join(plain(line).replace(',', ' ').split())} "
        told = next((word for word in leaving.telling if f" {plain(word)} " in said), "")
        if told:
            yield Finding("window", Verdict.BLOCK, f"The window of the envelope would show “{told}”. It shows a name and an address only.")
        if any(token.isdigit() and len(token) > 5 for token in said.split()):
            yield Finding("window", Verdict.BLOCK, "The window of the envelope would show a long number, such as a reference.")


def texts(content: Content, rule: Rule, around: Around) -> Iterator[Finding]:
    """Whatever was typed may hold what its field does not say: all of it is read."""
    wanted = list(_secrets(content.recipient, rule, around))
    for where, text in content.texts():
        for secret in found(text, wanted):
            stops = secret.confidential and (rule.against or rule.side == "victim" and secret.whose != "victim")
            held = ", which was told in confidence" if secret.confidential else ""
            yield Finding("text", Verdict.BLOCK if stops else Verdict.ASK, f"In {where}: the {_what(secret)}{held}.")
        for mark in marks(text) if rule.against else ():
            yield Finding("text", Verdict.ASK, f"In {where}: what looks like {mark}. Whose is it?")


def _what(secret: Secret) -> str:
    if secret.whose == "agency":
        return "name of a refuge or an advocacy service"
    return f"{secret.what} of {_called(secret.whose)}"


def _secrets(recipient: Recipient, rule: Rule, around: Around) -> Iterator[Secret]:
    mine = set(_whole(recipient.name).all_given + _whole(recipient.name).all_family)
    for one in around.people:
        mine |= {name for each in one.names for name in _pair(each).all_given + _pair(each).all_family} if one.asked else set()
    for one in around.people:
        protected = one.role in rule.protects
        if one.asked and not rule.against:
            continue
        for lived in one.lived:
            if protected or lived.confidential:
                yield Secret("address", one.role, lived.address, lived.confidential, lived.postcode)
        if protected:
            yield from (Secret("phone", one.role, each) for each in one.phones)
            yield from (Secret("email", one.role, each) for each in one.emails)
            names = {name for each in one.names for name in _pair(each).all_given + _pair(each).all_family}
            yield from (Secret("name", one.role, name) for name in sorted(names - mine))
        yield from (each for each in one.others if protected or each.confidential)
    if rule.against:
        yield from (Secret("name of it", "agency", each) for each in around.telling_names)


def same_place(one: Place, other: Place) -> bool:
    """The same house: by postcode and number, or by number and street, one slip of the finger forgiven. Where one of them has no number the
    postcode alone counts."""
    ours, theirs = _numbers(one), _numbers(other)
    if one.postcode and other.postcode:
        return one.postcode == other.postcode and (not ours or not theirs or bool(ours & theirs))
    return bool(one.street and ours == theirs and (one.street == other.street or slip(one.street, other.street)))


def _numbers(place: Place) -> set[str]:
    return {each for each in f"{place.house} {place.street}".split() if each[:1].isdigit()}


def _alike(one: Names, other: Names) -> bool:
    """The same family name, also misspelt, with a given name that may be the same or begins alike."""
    families = any(a == b or (len(a) > 3 and slip(a, b)) for a in one.all_family for b in other.all_family)
    given = any(groups(a) & groups(b) or a[:1] == b[:1] for a in one.all_given for b in other.all_given)
    return families and (given or not one.all_given or not other.all_given)


def _named_so(recipient: Recipient, one: Somebody) -> bool:
    return any(_alike(_whole(recipient.name), _pair(each)) for each in one.names)


def _writes_to_them(recipient: Recipient) -> bool:
    return recipient.kind in ("suspect", "victim")


def _whole(name: str) -> Names:
    return as_written(name, "")


def _pair(each: tuple[str, str]) -> Names:
    return as_written(*each)


def _who(one: Somebody) -> str:
    return _called(one.role)


def _called(role: str) -> str:
    return WORDS.get(role, f"a {role.replace('_', ' ')}")
