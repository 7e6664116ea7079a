"""A database on another machine is asked over TLS that looks at its certificate, unless somebody has said otherwise."""

import pytest

from safehold.database import DatabaseUnavailable, connection_settings
from safehold.running.doctor.installation import installation

FAR = "postgresql://safehold_app:secret@db.example.org/safehold"  # pragma: allowlist secret


@pytest.mark.parametrize("more", ["", "?sslmode=require", "?sslmode=prefer", "?sslmode=verify-ca", "?host=127.0.0.1,db.example.org"])
@pytest.mark.parametrize("variable", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_a_database_elsewhere_without_a_certificate_that_is_looked_at_is_refused(monkeypatch, variable, more):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setenv("DATABASE_URL", f"{FAR}?sslmode=verify-full")
    monkeypatch.setenv("DATABASE_OWNER_URL", "")
    monkeypatch.setenv(variable, FAR + more)
    with pytest.raises(DatabaseUnavailable, match=f"{variable} names a database on another machine .*Add .sslmode=verify-full") as refused:
        connection_settings()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        f"{FAR}?sslmode=verify-full",
        "postgresql://u:p@127.0.0.1:5433/safehold",
        "postgresql://u:p@[::1]/safehold",
        "postgresql://u:p@localhost/safehold",
        "postgresql://u:p@/safehold?host=/run/postgresql",
        "dbname=safehold",
    ],
)
def test_one_that_is_looked_at_or_that_is_on_this_machine_is_used(monkeypatch, address):
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("DATABASE_OWNER_URL", "")
    assert connection_settings()["default"]["NAME"] == "safehold"


def test_what_somebody_allowed_is_used_and_the_doctor_says_so(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"{FAR}?sslmode=require")
    monkeypatch.setenv("DATABASE_OWNER_URL", "")
    monkeypatch.setenv("SAFEHOLD_DATABASE_PLAIN", "1")
    assert connection_settings()["default"]["HOST"] == "db.example.org"
    (found,) = [each for each in installation() if each.what == "way to the database"]
    assert found.level == "warn"
    assert "sslmode=verify-full" in found.mend
    monkeypatch.setenv("DATABASE_URL", f"{FAR}?sslmode=verify-full")
    (found,) = [each for each in installation() if each.what == "way to the database"]
    assert found.level == "ok"
