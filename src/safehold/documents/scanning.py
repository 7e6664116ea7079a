"""Whether a text has something that would find somebody: an address, a postcode, a phone, a school, a name, also misspelt."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from safehold.identity.agreeing import slip
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.nicknames import groups
from safehold.identity.places import Place, read_place
from safehold.identity.script import plain
from safehold.identity.sound import sounds

_POSTCODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2}\d[A-Za-z\d]?)[\s.\-]*(\d[A-Za-z]{2})(?![A-Za-z0-9])")
_PHONE = re.compile(r"\+?\d[\d\s().\-]{6,}\d")
_EMAIL = re.compile(r"[^\s<>,;:()]+@[^\s<>,;()]+")
_MARKS = {
    # Of 2001 and later, with or without the space; of the forms before that as they are written, in capitals.
    "the registration of a vehicle": re.compile(
        r"(?<![A-Za-z0-9])(?:[A-Za-z]{2}\d{2}\s?[A-Za-z]{3}|[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z])(?![A-Za-z0-9])"
    ),
    "the number of a pet's microchip": re.compile(r"(?<!\d)\d(?:[ \-]?\d){14}(?!\d)"),
}
FUZZY = 5  # letters of a name from which one slip is still that name
HEARD = 4  # and from which one that sounds the same is
SHORT = 3  # and below which a name is taken only as it is written


class Secret(msgspec.Struct, frozen=True):
    """Something that is looked for. `what` is address, phone, email, name, or what else it is called; `whose` a role."""

    what: str
    whose: str
    text: str
    confidential: bool = False
    postcode: str = ""


def marks(text: str) -> list[str]:
    """What else by its form leads to somebody, whoever's it is: what each is called."""
    return [what for what, form in _MARKS.items() if form.search(text)]


def found(text: str, secrets: Iterable[Secret]) -> list[Secret]:
    """Those that the text has, in some spelling."""
    raw = re.findall(r"\S+", text)
    tokens = [token for word in raw for token in plain(word).replace(",", " ").split()]
    capital = {token for word in raw if word[:1].isupper() for token in plain(word).replace(",", " ").split()}
    joined = tokens + [one + other for one, other in zip(tokens, tokens[1:], strict=False)]
    codes = {(one + two).lower() for one, two in _POSTCODE.findall(text)}
    phones = {number for piece in _PHONE.findall(text) for number in read_phones(piece)}
    emails = {read_email(each.rstrip(".")) for each in _EMAIL.findall(text)}
    return [each for each in secrets if _stands(each, tokens, joined, capital, codes, phones, emails)]


def _stands(
    secret: Secret, tokens: list[str], joined: list[str], capital: set[str], codes: set[str], phones: set[str], emails: set[str]
) -> bool:
    if secret.what == "phone":
        return bool(phones & set(read_phones(secret.text)))
    if secret.what == "email":
        return read_email(secret.text) in emails - {""}
    if secret.what == "address":
        place = read_place(secret.text, secret.postcode)
        return bool(place.postcode and place.postcode in codes) or _street(place, tokens)
    wanted = tuple(plain(secret.text).replace(",", " ").split())
    if secret.what == "name":
        return any(_named(each, joined, capital) for each in wanted)
    return _run(wanted, tokens)


def _street(place: Place, tokens: list[str]) -> bool:
    """The street with its house, or with its kind of street; a street of several words by itself."""
    words = place.street.split()
    if not words:
        return False
    for at in _places(words, tokens):
        after = tokens[at + len(words)] if at + len(words) < len(tokens) else ""
        before = tokens[at - 1] if at else ""
        house = place.house.split()
        if len(words) > 1 or (house and before in house) or (after and (after == place.street_type or _kind(after) == place.street_type)):
            return True
    return False


@lru_cache(maxsize=4096)
def _kind(word: str) -> str:
    return read_place(f"1 x {word}").street_type


def _run(wanted: Sequence[str], tokens: list[str]) -> bool:
    return bool(wanted) and any(True for _ in _places(wanted, tokens))


def _places(wanted: Sequence[str], tokens: list[str]) -> Iterable[int]:
    for at in range(len(tokens) - len(wanted) + 1):
        if all(_same(word, tokens[at + place]) for place, word in enumerate(wanted)):
            yield at


def _same(word: str, token: str) -> bool:
    return word == token or (len(word) >= FUZZY and slip(word, token))


def _named(name: str, tokens: list[str], capital: set[str]) -> bool:
    """As written; a slip away; as it sounds, or another form of it, where it is written as a name."""
    return any(name == token or _nearly(name, token, token in capital) for token in dict.fromkeys(tokens))


@lru_cache(maxsize=65536)
def _nearly(name: str, token: str, capital: bool) -> bool:  # noqa: FBT001
    if len(name) < SHORT or len(token) < SHORT:
        return False
    if len(name) >= FUZZY and slip(name, token):
        return True
    if not capital:
        return False
    alike = name[0] == token[0] and len(name) >= HEARD and len(token) >= HEARD and bool(set(sounds(name)) & set(sounds(token)))
    return alike or bool(groups(name) & groups(token))
