"""An agency that somebody names at the command line: a slip of the pen is said, and not answered with nothing."""

import click


def must_be_known(slug: str) -> None:
    """The database must be ready. An agency is known that works here, or whose records were imported."""
    from safehold.access.models import Agency
    from safehold.chronology.models import StoredEvent

    if not Agency.objects.filter(slug=slug).exists() and not StoredEvent.objects.filter(agency=slug).exists():
        named = ", ".join(Agency.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise click.UsageError(f"--agency: no agency is called {slug!r} here. Those set up are: {named}.")
