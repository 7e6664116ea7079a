"""How common a name is, from a fixed table."""

from importlib import resources

import msgspec
import yaml


class Frequencies(msgspec.Struct, frozen=True):
    """Shares of the population, between 0 and 1, by plain name; `unlisted` is the share of every name that is not in the table."""

    names: dict[str, float]
    unlisted: float

    def of(self, name: str) -> float:
        return self.names.get(name, self.unlisted)


def load(text: str) -> tuple[Frequencies, Frequencies]:
    """Given names and family names."""
    tables = yaml.load(text, yaml.CSafeLoader)
    return _read(tables["given"]), _read(tables["family"])


def _read(table: dict[str, object]) -> Frequencies:
    names = msgspec.convert(table["names"], dict[str, float])
    return Frequencies({name: count / 100_000 for name, count in names.items()}, msgspec.convert(table["unlisted"], float) / 100_000)


GIVEN, FAMILY = load(resources.files("safehold.identity").joinpath("frequencies.yaml").read_text(encoding="utf-8"))
