"""The sentences of an instrument that an agency is licensed for: a file, or a folder of such files, named in its settings.

    instrument: dash
    version: "2009"            # of the instrument as it ships: another is refused
    edition: "Northshire 2024-03"
    licence: "Agreed with the owner on 4 March 2024, reference ..."
    items: {"1": "...", "2": "..."}

Every item must have its sentence, since a form of two hands would be nobody's instrument. A module's own items may have theirs.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from safehold.risk.instrument import Instrument
from safehold.rulebook.reading import BadRules, read_yaml

BadWording = BadRules
_FIELDS = ("instrument", "version", "edition", "licence", "items")


class Wording(msgspec.Struct, frozen=True):
    """`digest` is of what was read, so that what somebody was asked can be proved later."""

    instrument: str
    edition: str
    licence: str
    items: Mapping[str, str]
    digest: str

    @property
    def name(self) -> str:
        """As an assessment says by which wording it was asked."""
        return f"{self.edition} ({self.digest})"


def load(place: str, instruments: Mapping[str, Instrument]) -> dict[str, Wording]:
    """By instrument; none where no place is set. Raises BadWording."""
    if not place:
        return {}
    root = Path(place)
    if not root.exists():
        raise BadWording(f"{place}: there is no such file or folder of wording")
    found: dict[str, Wording] = {}
    for path in sorted(root.glob("*.yaml")) if root.is_dir() else [root]:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadWording(f"{path.name}: it cannot be read as text") from error
        wording = read(text, path.name, instruments)
        if wording.instrument in found:
            raise BadWording(f"{path.name}: another file has the wording of {wording.instrument} already")
        found[wording.instrument] = wording
    return found


def read(text: str, file: str, instruments: Mapping[str, Instrument]) -> Wording:
    given = read_yaml(text, file)
    fields = given.fields(_FIELDS, _FIELDS)
    instrument = instruments[fields["instrument"].choice(instruments)]
    if fields["version"].text() != instrument.version:
        raise fields["version"].bad(f"is {fields['version'].text()!r}; the {instrument.name} that is used here is {instrument.version!r}")
    known = instrument.all_items
    items: dict[str, str] = {}
    for key, each in fields["items"].entries().items():
        if key not in known:
            raise each.bad(f"is not an item of {instrument.name}; it has {', '.join(known)}")
        items[key] = each.text()
        if not items[key]:
            raise each.bad("is empty")
    lacking = [item.key for item in instrument.items if item.key not in items]
    if lacking:
        raise fields["items"].bad(f"lacks the wording of {', '.join(lacking)}")
    edition, licence = fields["edition"], fields["licence"]
    for name in (edition, licence):
        if not name.text():
            raise name.bad("is empty")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Wording(instrument.name, edition.text(), licence.text(), items, digest)
