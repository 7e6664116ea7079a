"""Lists of words by which rules read free text, kept as data."""

from importlib import resources

import yaml


def _load() -> dict[str, tuple[str, ...]]:
    text = resources.files("safehold.rulebook").joinpath("terms.yaml").read_text(encoding="utf-8")
    return {name: tuple(str(word).casefold() for word in words) for name, words in yaml.safe_load(text).items()}


TERMS = _load()
