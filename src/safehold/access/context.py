"""Who is looking, told to the database for the length of one transaction. Its row security goes by this and by nothing else
(access/migrations/0004_row_security.py): a transaction in which nobody has entered sees no row of anybody.

The names of roles stay here: the database is told what the role sees, as roles.yaml says it.
"""

from collections.abc import Iterable, Mapping

from safehold.access import acting
from safehold.access.viewer import Viewer
from safehold.database import narrowed
from safehold.database.roles import APP


def nobody() -> None:
    """As the application, with nobody named: what a request is until its viewer is known."""
    narrowed.named(None)
    _say({"agency": ""})


def enter(viewer: Viewer) -> None:
    """Everything that this transaction reads from now on is what this viewer may see."""
    narrowed.named(None)
    does = viewer.does
    _say(
        {
            "user_id": str(viewer.user_id),
            "staff_id": viewer.staff_id,
            "agency": viewer.agency,
            "role": viewer.role,
            "purpose": does.purpose,
            "cases": does.cases,
            "calls": does.calls,
            "duties": does.duties,
            "may": ",".join(sorted(does.may)),
            "held": "",
            "elsewhere": "",
        }
    )
    narrowed.named(seen_by(viewer))


def seen_by(viewer: Viewer) -> tuple[int, str, str]:
    """By what the database tells one viewer from another."""
    return viewer.user_id, viewer.agency, viewer.role


def stands_in(**roles_or_agencies: Iterable[str]) -> None:
    """Whom the viewer answers for beside their own role: `held` are the roles that somebody at their agency holds, so every other;
    `elsewhere` are agencies at which nobody works."""
    _say({name: ",".join(sorted(each)) for name, each in roles_or_agencies.items()}, become=False)


def _say(settings: Mapping[str, str], *, become: bool = True) -> None:
    said = {f"safehold.{name}": value for name, value in settings.items()}
    if become:
        said["role"] = APP
    acting.configure(said)
