"""Who could weigh so much at all: of the strangers that a question meets, most are told to weigh too little by what is cheap to
compare, and are never scored.

The weights are the model's own, added up from the cheapest comparison on, with the most that the rest could come to. So whoever is left out
would have weighed less than was asked for, and nothing that is answered changes.
"""

from safehold.identity.agreeing import slip
from safehold.identity.columns import NameColumns, Row, birth_columns, contact_columns, name_columns, place_columns, row
from safehold.identity.features import NOWHERE, Features
from safehold.identity.levels import GIVEN_NAME
from safehold.identity.model import Model
from safehold.identity.names import NOBODY, Names
from safehold.identity.places import Place
from safehold.identity.score import scorer

Texts = tuple[str, ...]
_PARTED = tuple(level.name for level in GIVEN_NAME.levels if not level.missing and level.name != "swapped")
_ROUNDED = 1e-6  # sums in another order
_BLANK = Row(name_columns(NOBODY), birth_columns(None), None, place_columns(NOWHERE), contact_columns((), ""))


class Reach:
    """Of one question. Nobody has a question's number in its source, so that is not reckoned with; ceilings only ever take away."""

    def __init__(self, query: Features, model: Model) -> None:
        self.query, self.prior = row(query), model.prior
        self.weigh = scorer().weigh
        said = query.birth, query.sex, query.phones, query.email
        names = ("date_of_birth", "sex", "phone", "email")
        self.in_touch = bool(query.phones or query.email)
        self.cheap = [name for name, each in zip(names, said, strict=True) if each]
        most = scorer().most
        self.most_address = most("address", self.query) if query.place else 0.0
        self.elsewhere = scorer().weights["address", "different"]
        self.most_family = most("family_name", self.query)
        # Names the other way round are weighed once.
        self.most_names = max(most("given_name", self.query, only=_PARTED) + self.most_family, most("given_name", self.query))
        self.givens: dict[tuple[Texts, Texts], float] = {}
        self.families: dict[tuple[Texts, Texts, str], float] = {}

    def within(self, other: Features, least: float) -> bool:
        """Whether the two may weigh so many bits; no only where they surely do not."""
        query, weigh, least = self.query, self.weigh, least - _ROUNDED
        contact = contact_columns(other.phones, other.email) if self.in_touch else _BLANK.contact
        known = Row(_BLANK.names, birth_columns(other.birth), other.sex or None, _BLANK.place, contact)
        weight = self.prior
        for comparison in self.cheap:
            weight += weigh(comparison, query, known)
        if weight + self.most_address + self.most_names < least:
            return False
        if self.most_address and other.place:
            weight += self._address(other.place)
        return weight + self.most_names >= least and (not self._parted(other.names) or self._names(other, least - weight) >= least - weight)

    def _address(self, other: Place) -> float:
        """Two in two districts that are no slip of one postcode are plainly different, wherever their streets are."""
        asked = self.query.place
        if asked.district is not None and other.district and asked.district != other.district and not slip(asked.postcode, other.postcode):
            return self.elsewhere
        return self.weigh("address", self.query, Row(_BLANK.names, _BLANK.birth, None, place_columns(other), _BLANK.contact))

    def _parted(self, other: Names) -> bool:
        """Whether each name can be weighed without the other: both have both, and neither's given name is a family name of the other."""
        query = self.query.names
        if query.given is None or query.family is None or not other.given or not other.family:
            return False
        return query.given not in other.family and query.given not in other.other_family and other.given[0] not in query.families

    def _names(self, other: Features, least: float) -> float:
        """What the names weigh, or less than `least`. Of a hundred people many share one of their names: each is weighed once."""
        names = other.names
        one = names.given, names.other_given
        given = self.givens.get(one)
        if given is None:
            known = name_columns(Names(given=names.given, other_given=names.other_given))
            given = self.givens[one] = self.weigh("given_name", self.query, _named(known, None))
        if given + self.most_family < least:
            return given + self.most_family
        two = names.family, names.other_family, other.sex
        family = self.families.get(two)
        if family is None:
            known = name_columns(Names(family=names.family, other_family=names.other_family))
            family = self.families[two] = self.weigh("family_name", self.query, _named(known, other.sex or None))
        return given + family


def _named(names: NameColumns, sex: str | None) -> Row:
    return Row(names, _BLANK.birth, sex, _BLANK.place, _BLANK.contact)
