"""By what a call is known on the phone and the radio. An id that was made here is 32 letters, which nobody says: six stand for it, the same
wherever it is worked out. A short number of another system is said as it is. Pure."""

import hashlib

from safehold.chronology.envelope import EventId

# None that looks like another (0 O Q D, 1 I, 2 Z, 5 S, 8 B, U V), and no vowel, so that no word comes of it.
LETTERS = "CFGHJKLMNPRTWXY34679"
LENGTH = 6
LONGEST_AS_IT_IS = 16


def spoken(first: EventId) -> str:
    """Of the call as it was first recorded. Two calls in 64 million have the same: whoever looks one up is shown each."""
    if len(first.id) <= LONGEST_AS_IT_IS:
        return first.id
    number = int.from_bytes(hashlib.sha256(f"{first.source}/{first.id}".encode()).digest()[:8])
    letters = []
    for _ in range(LENGTH):
        number, which = divmod(number, len(LETTERS))
        letters.append(LETTERS[which])
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


def as_typed(text: str) -> str:
    """What somebody typed who was told it: KXR 4TM and kxr4tm are KXR-4TM."""
    letters = "".join(each for each in text.upper() if each.isalnum())
    if len(letters) == LENGTH and set(letters) <= set(LETTERS):
        return f"{letters[:3]}-{letters[3:]}"
    return text.strip()
