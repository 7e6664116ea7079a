"""Names written in other scripts, and with marks, as plain small Latin letters, so that two spellings can be compared.

Latin, Cyrillic, Greek, Arabic (with Persian and Urdu letters) and Hebrew become a to z by the table in vocabulary.yaml; vowels that
Arabic and Hebrew do not write are not guessed. Any other script is read letter by letter: Chinese characters as in Mandarin.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from safehold.identity.vocabulary import LETTERS

LONGEST = 200  # characters of one field that are compared; the rest of a longer one says nothing about who it is

_LATIN = str.maketrans(LETTERS)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʻ`´ʹ′＇", ""))
# Armenian; Indic, Thai, Georgian, Ethiopic and all until Greek with marks; kana, Chinese characters, Hangul.
_OTHER_SCRIPTS = re.compile("[\u0530-\u058f\u0900-\u1cff\u3040-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+")
_HYPHENS = str.maketrans(dict.fromkeys("-‐‑‒–—―־_/.·", " "))
# Of plain ASCII, which nearly all is, whatever is neither a letter nor a digit nor kept becomes a space in one step.
_KEPT = ",&()@"
_ASCII = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum() and chr(code) not in _KEPT})


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Small letters, digits, spaces and ,&()@ only; apostrophes joined ("o'brien" is "obrien"), hyphens and full stops parted."""
    text = text[:LONGEST].translate(_APOSTROPHES)
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LATIN)
    text = _OTHER_SCRIPTS.sub(lambda found: anyascii(found[0]), text)
    text = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Mn", "Mc", "Me", "Cf")).translate(_LATIN)
    text = text.lower().translate(_HYPHENS)
    return " ".join("".join(letter if letter.isalnum() or letter in _KEPT else " " for letter in text).split())
