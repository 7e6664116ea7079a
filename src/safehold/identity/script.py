"""Names written in other scripts, and with marks, as plain small Latin letters, so that two spellings can be compared.

Latin, Cyrillic, Greek, Arabic (with Persian and Urdu letters) and Hebrew become a to z; letters of any other script stay as they are.
The vowels that Arabic and Hebrew do not write are not guessed.
"""

import unicodedata
from functools import lru_cache

from safehold.identity.vocabulary import LETTERS

LONGEST = 200  # characters of one field that are compared; the rest of a longer one says nothing about who it is

_LATIN = str.maketrans(LETTERS)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʻ`´ʹ′＇", ""))
_HYPHENS = str.maketrans(dict.fromkeys("-‐‑‒–—―־_/.·", " "))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Small letters, digits, spaces and ,&()@ only; apostrophes joined ("o'brien" is "obrien"), hyphens and full stops parted."""
    text = text[:LONGEST].translate(_APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold().translate(_LATIN)
        text = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES)
        text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Mn", "Mc", "Me", "Cf")).translate(_LATIN)
    text = text.lower().translate(_HYPHENS)
    return " ".join("".join(letter if letter.isalnum() or letter in ",&()@" else " " for letter in text).split())
