"""One person as the guards know them, from every mention of theirs."""

from collections.abc import Iterable, Sequence

from safehold.chronology.envelope import Event, Mention
from safehold.documents.guards import Lived, Somebody
from safehold.documents.scanning import Secret
from safehold.identity.names import as_written
from safehold.identity.nicknames import groups

# Fields of an event that lead to somebody: what each is called, and whose it is where an event names one of this role.
LEADS = {"school": ("school", "child"), "codeword": ("codeword", "victim")}


def somebody(own: str | None, said: Sequence[tuple[Event, Mention]], *, asked: bool, blind: bool) -> Somebody:
    """`own`: victim or suspect, where they are one of the case's two. `blind`: without anything that was told in confidence."""
    role = own or next((each.role for _, each in said if each.role in ("victim", "suspect", "child")), said[0][1].role)
    lived: dict[tuple[str, str], Lived] = {}
    for event, each in said:
        if each.address or each.postcode:
            key = (each.address, each.postcode)
            hidden = bool({"address", "postcode"} & set(each.confidential)) or (key in lived and lived[key].confidential)
            last = max(event.occurred_at.latest, lived[key].last if key in lived else 0)
            lived[key] = Lived(each.address, each.postcode, last, hidden)
    names = dict.fromkeys((each.given_name, each.family_name) for _, each in said if each.given_name or each.family_name)
    names |= dict.fromkeys((alias, "") for _, each in said for alias in each.aliases)
    secrets = [Secret(field, role, getattr(each, field), True) for _, each in said for field in ("phone", "email") if _hidden(each, field)]
    secrets += leads(role, (event for event, _ in said))
    return Somebody(
        role=role,
        names=tuple(names),
        lived=tuple(each for each in lived.values() if not (blind and each.confidential)),
        phones=tuple(dict.fromkeys(each.phone for _, each in said if each.phone and not (blind and _hidden(each, "phone")))),
        emails=tuple(dict.fromkeys(each.email for _, each in said if each.email and not (blind and _hidden(each, "email")))),
        others=tuple(dict.fromkeys(each for each in secrets if not (blind and each.confidential))),
        asked=asked,
    )


def leads(role: str, events: Iterable[Event]) -> list[Secret]:
    """The school of a child, the codeword of a victim: never to be read by whoever looks for them."""
    found = []
    for event in events:
        for field, (what, whose) in LEADS.items():
            text = event.data.get(field)
            if whose == role and isinstance(text, str) and text.strip():
                found.append(Secret(what, role, text, what == "codeword" or any("school" in each.confidential for each in event.people)))
    return found


def _hidden(said: Mention, field: str) -> bool:
    return field in said.confidential and bool(getattr(said, field))


def merged(said: Iterable[Mention]) -> bool:
    """Whether the mentions of one person are those of two: another sex, or another name altogether."""
    listed = list(said)
    if len({each.sex for each in listed if each.sex in ("female", "male")}) > 1:
        return True
    named = [as_written(each.given_name, each.family_name, each.aliases) for each in listed if each.given_name and each.family_name]
    return any(
        not ({*one.all_family} & {*other.all_family}) and not any(groups(a) & groups(b) for a in one.all_given for b in other.all_given)
        for place, one in enumerate(named)
        for other in named[:place]
    )
