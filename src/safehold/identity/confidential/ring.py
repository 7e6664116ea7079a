"""The keys that this installation has at hand."""

from functools import lru_cache

from django.conf import settings

from safehold.identity.confidential.hashing import Key, keys


def ring() -> tuple[Key, ...]:
    """The newest first; none where nothing is to be compared in confidence. Raises BadKey."""
    return _read(settings.SAFEHOLD_CONFIDENTIAL_KEYS)


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Key, ...]:
    return keys(text)
