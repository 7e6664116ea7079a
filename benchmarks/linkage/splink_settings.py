"""The settings that Splink is tried with: which blocking rules and which comparisons, all of its own library.

No setting is best on every set, so each is measured and the best of them is what Splink is said to reach.
"""

from typing import NamedTuple

Rules = tuple[tuple[str, ...], ...]

# Each rule with the columns that it needs. The first ten are narrow; those after them find what is misspelt.
NARROW: Rules = (
    ("given", "family", "birth_year"),
    ("birth", "given"),
    ("birth", "family"),
    ("phone", "given"),
    ("phone", "family"),
    ("email",),
    ("postcode", "house", "given"),
    ("postcode", "family", "birth_year"),
    ("street", "house", "given"),
    ("given", "family", "postcode"),
)
USUAL: Rules = (
    *NARROW,
    ("given_sound", "family_sound", "birth_year"),
    ("birth_turned", "given_sound"),
    ("birth_turned", "family_sound"),
    ("postcode", "given"),
    ("postcode", "birth"),
    ("street", "family", "given_sound"),
    ("phone",),
    ("street", "house", "birth_year"),
)
WIDE: Rules = (
    *USUAL,
    ("birth",),
    ("given", "family"),
    ("family", "postcode"),
    ("street", "house"),
    ("family", "birth_year"),
    ("given", "birth_year"),
)
WIDEST: Rules = (
    *WIDE,
    ("birth_turned",),
    ("given_sound", "family_sound"),
    ("house", "birth_year"),
    ("street", "birth_year"),
    ("street", "given"),
    ("street", "family"),
    ("house", "given"),
    ("house", "family"),
)
# Each of these by itself, where there are so few that it costs little.
ALL: Rules = (*WIDEST, ("postcode",), ("street",), ("family_sound",), ("given_sound",))
# Where there are no birth dates, nothing else brings enough together.
WITHOUT_BIRTHS: Rules = (("given", "family"), ("given_sound", "family_sound"), ("given", "place"), ("family", "place"))
VERY_FEW = 12_000  # mentions, up to which ALL is tried
FEW = 50_000  # up to which WIDE and WIDEST are
MANY = 500_000  # beyond which nothing but "usual" is


class Setting(NamedTuple):
    """`address` is one comparison of the whole (together), one of each part (apart), or the library's own for every column (ready)."""

    rules: Rules
    address: str
    words: str


SETTINGS = {
    "narrow": Setting(NARROW, "together", "10 rules and addresses as one"),
    "usual": Setting(USUAL, "together", "18 rules and addresses as one"),
    "usual-ready": Setting(USUAL, "ready", "18 rules and the library's ready-made comparisons"),
    "usual-apart": Setting(USUAL, "apart", "18 rules and the parts of an address each by itself"),
    "wide": Setting(WIDE, "together", "24 rules and addresses as one"),
    "widest-apart": Setting(WIDEST, "apart", "32 rules and the parts of an address each by itself"),
    "widest-ready": Setting(WIDEST, "ready", "32 rules and the library's ready-made comparisons"),
    "all-apart": Setting(ALL, "apart", "36 rules and the parts of an address each by itself"),
    "all-ready": Setting(ALL, "ready", "36 rules and the library's ready-made comparisons"),
}
_LARGEST = {NARROW: MANY, USUAL: MANY, WIDE: FEW, WIDEST: FEW, ALL: VERY_FEW}


def tried(columns: set[str], mentions: int) -> list[str]:
    """The settings that differ on such a table, and that it is small enough for."""
    found: dict[tuple[object, ...], str] = {}
    for name, setting in SETTINGS.items():
        if name != "usual" and mentions > _LARGEST[setting.rules]:
            continue
        address = setting.address if columns & {"street", "postcode"} or setting.address == "ready" else "together"
        found.setdefault((tuple(rules(setting, columns)), address), name)
    return list(found.values())


def rules(setting: Setting, columns: set[str]) -> list[tuple[str, ...]]:
    usable = [rule for rule in setting.rules if set(rule) <= columns]
    if "birth" not in columns:
        usable += [rule for rule in WITHOUT_BIRTHS if set(rule) <= columns and rule not in usable]
    return usable
