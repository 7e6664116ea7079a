"""Words that no password may hold, since whoever guesses knows them: of the work, of the agencies, and what an area adds."""

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from safehold.access.models import Agency

SHORTEST = 5  # what is shorter stands in too many words by chance
_WORDS = re.compile(r"[^\W\d_]+")
# As they are written for letters in passwords.
_LIKE = [str.maketrans("034578@$!1", "oeastbasi" + one) for one in "li"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`of_the_work`: for everybody. `of_the_area`: places, forces, teams, football clubs."""

    of_the_work: list[str]
    of_the_area: list[str] = []


def named(password: str) -> str:
    """The first such word in it, however it is written; nothing where there is none."""
    plain = _letters(password)
    spoken = {plain, *(plain.translate(like) for like in _LIKE)}
    return next((word for word in sorted(_known() | _of_agencies()) if any(word in each for each in spoken)), "")


def _letters(text: str) -> str:
    """Small, without accents or spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not letter.isspace() and not unicodedata.combining(letter))


def _of_agencies() -> frozenset[str]:
    rows = Agency.objects.values_list("slug", "name", "area")
    return frozenset(_long(word for row in rows for text in row for word in _WORDS.findall(text)))


def _known() -> frozenset[str]:
    return _read(str(getattr(settings, "SAFEHOLD_PASSWORD_WORDS", "")))


@lru_cache(maxsize=4)
def _read(area: str) -> frozenset[str]:
    ours = resources.files("safehold.access.signing_in").joinpath("words_of_area.yaml").read_text(encoding="utf-8")
    found = msgspec.convert(yaml.safe_load(ours), Words)
    words = [*found.of_the_work, *found.of_the_area]
    if area:
        try:
            words += msgspec.convert(yaml.safe_load(Path(area).read_text(encoding="utf-8")), list[str])
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise ImproperlyConfigured(f"SAFEHOLD_PASSWORD_WORDS names {area}, which is no YAML list of words.") from error
    return frozenset(_long(words))


def _long(words: object) -> set[str]:
    return {plain for word in words if len(plain := _letters(word)) >= SHORTEST}  # type: ignore[attr-defined]
