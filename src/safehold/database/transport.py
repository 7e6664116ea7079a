"""Whether what travels to the database is closed to others, and comes from the database that was meant."""

import os

from safehold.database.errors import DatabaseUnavailable

# Only this looks at the server's certificate, and at whom it was given to.
SAFE = "verify-full"
PLAIN = "SAFEHOLD_DATABASE_PLAIN"
_HERE = ("localhost", "127.", "::1", "/", "@")


def remote(parts: dict[str, str]) -> list[str]:
    """The hosts of an address that are not this machine; a socket is."""
    hosts = parts.get("hostaddr") or parts.get("host") or os.environ.get("PGHOST", "")
    return [host for host in hosts.split(",") if host and not host.startswith(_HERE)]


def checked(parts: dict[str, str]) -> bool:
    return (parts.get("sslmode") or os.environ.get("PGSSLMODE", "")) == SAFE


def allowed() -> bool:
    """Whether somebody has said that the way there is safe by other means."""
    return os.environ.get("SAFEHOLD_DATABASE_PLAIN") == "1"


def must_be_safe(parts: dict[str, str], variable: str) -> None:
    """Raises DatabaseUnavailable for a database elsewhere that is asked without looking at its certificate."""
    hosts = remote(parts)
    if hosts and not checked(parts) and not allowed():
        raise DatabaseUnavailable(
            f"{variable} names a database on another machine ({', '.join(hosts)}) without sslmode={SAFE}: the whole record would "
            f"travel open, or to whoever answers. Add ?sslmode={SAFE}&sslrootcert=/path/to/ca.pem. "
            f"Where a tunnel of your own closes the way, set {PLAIN}=1."
        )
