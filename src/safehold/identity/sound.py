"""Names as heard: Double Metaphone, so that spellings that sound alike share a code."""

from functools import lru_cache

from metaphone import doublemetaphone

LONGEST_CODE = 6


@lru_cache(maxsize=131072)
def sounds(name: str) -> tuple[str, ...]:
    """The one or two codes of a plain name, the likelier first; none for a name that is not written in Latin letters."""
    if not name.isascii():
        return ()
    first, second = (str(code)[:LONGEST_CODE] for code in doublemetaphone(name))
    if not first:
        # A name of vowels and y alone ("Ayo", "Io") still has to be found.
        first = name[:LONGEST_CODE].upper()
    return (first, second) if second and second != first else (first,)
