"""Whether two given names that are nearly the same may be two names, as twins have (Lisa, Lila), or one is plainly the other misspelt."""

from rapidfuzz.distance import OSA

from safehold.identity.columns import NameColumns

SHORT = 4  # letters, up to which another vowel makes another name (Ava, Eva)
LONG = 6  # letters, from which two slips that do not change the sound are a misspelling
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {letter: (across + down / 2, down) for down, row in enumerate(_KEYBOARD) for across, letter in enumerate(row)}


def two_names(one: NameColumns, other: NameColumns) -> bool:
    """Symmetric. Names in letters that cannot be compared one by one are never called two."""
    ours, theirs = one.given_latin, other.given_latin
    if ours is None or theirs is None or ours == theirs:
        return False
    if one.given_known and other.given_known:
        return True
    known = one.given_known or other.given_known
    slips, shorter = OSA.distance(ours, theirs), min(len(ours), len(theirs))
    if set(one.given_sounds) & set(other.given_sounds):
        if not known and shorter <= SHORT:
            return slips > 1 or len(ours) == len(theirs)
        return slips > (2 if shorter >= LONG else 1)
    return not known or slips > 1 or not _of_the_fingers(ours, theirs)


def _of_the_fingers(a: str, b: str) -> bool:
    """Of two names a slip apart: whether a finger makes that slip, which leaves out, doubles, changes round, or hits the key beside."""
    if a[0] != b[0]:
        return sorted(a) == sorted(b)
    changed = [(one, other) for one, other in zip(a, b, strict=False) if one != other]
    return len(a) != len(b) or len(changed) > 1 or all(_beside(*each) for each in changed)


def _beside(one: str, other: str) -> bool:
    ours, theirs = _KEYS.get(one), _KEYS.get(other)
    return ours is not None and theirs is not None and abs(ours[0] - theirs[0]) <= 1 and abs(ours[1] - theirs[1]) <= 1
