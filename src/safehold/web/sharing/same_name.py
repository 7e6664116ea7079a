"""Whether somebody who works at an agency has one of these family names: they may be family."""

from collections.abc import Iterable

from safehold.access.staff import working


def namesakes(agency: str, families: Iterable[str]) -> bool:
    wanted = {name.casefold() for name in families if name}
    names = working().filter(agency_id=agency).values_list("user__display_name", flat=True)
    return any(wanted & {part.casefold() for part in name.replace("-", " ").split()} for name in names)
