"""Names in Chinese characters and in Hangul, where the family name comes first and no space parts it from the given name."""

import re
import unicodedata

from safehold.identity.vocabulary import KOREAN_FAMILIES, TWO_CHARACTER_FAMILIES

_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,4}")
_HANGUL = re.compile("[\uac00-\ud7a3]{2,5}")


def parted(given_name: str, family_name: str) -> tuple[str, str]:
    """Given and family name. A Korean family name is written as its bearers write it in Latin letters, which no rule of sounds gives."""
    if given_name.isascii() and family_name.isascii():
        return given_name, family_name
    given, family = (unicodedata.normalize("NFKC", name).strip() for name in (given_name, family_name))
    whole = family if not given else given if not family else ""
    if whole and (_CHINESE.fullmatch(whole) or _HANGUL.fullmatch(whole)):
        long = 2 if len(whole) > 2 and whole[:2] in TWO_CHARACTER_FAMILIES else 1
        given, family = whole[long:], whole[:long]
    elif not _HANGUL.match(given + family):
        return given_name, family_name
    return given, KOREAN_FAMILIES.get(family, family)
