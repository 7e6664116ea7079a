"""The machine and how Safehold is set up on it, without a database."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from safehold.database import DatabaseUnavailable, transport
from safehold.database.address import read
from safehold.database.place import default_home, find
from safehold.database.programs import installed
from safehold.running.doctor.finding import Finding, judged

GIGABYTE = 10**9
SHORTEST_KEY = 32
_CHANGING = "“Changing keys” in docs/operations.md says how, of each."
_MAKES = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
OWN = {
    "SAFEHOLD_SECRET_KEY": "secret-key",
    "SAFEHOLD_CONFIDENTIAL_KEYS": "confidential-keys",
    "SAFEHOLD_VAULT_KEYS": "vault-keys",
    "SAFEHOLD_FACTOR_KEYS": "factor-keys",
}


def installation() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield judged("python", sys.version_info >= (3, 11), f"Python {version}", mend="Install Python 3.11 or later, and run make install.")
    yield _programs()
    yield from _disk()
    yield _zone()
    for variable, file in OWN.items():
        yield _key(variable, file)
    yield from _site()


def _programs() -> Finding:
    try:
        folder = installed() / "bin"
        ended = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except (DatabaseUnavailable, OSError) as error:
        return Finding("wrong", "programs", str(error), "Run make install; backups and the embedded database need these programs.")
    fine, says = ended.returncode == 0, ended.stdout.strip() or "PostgreSQL's programs do not start on this machine"
    return judged("programs", fine, says, mend="Run make install on this machine, since the package's build must be for it.")


def _disk() -> Iterator[Finding]:
    home = default_home()
    for what, folder in {"disk": home, "disk of the database": find(home).server}.items():
        there = next(path for path in (folder, *folder.parents) if path.exists())
        disk = shutil.disk_usage(there)
        says = f"{disk.free / GIGABYTE:.1f} GB of {disk.total / GIGABYTE:.0f} free at {there}"
        full = "Make room: when it is full nothing can be recorded."
        if disk.free < GIGABYTE:
            yield Finding("wrong", what, says, full)
        else:
            yield judged(what, disk.free > max(5 * GIGABYTE, disk.total // 10), says, mend=full, level="warn")
        if there == home and not os.access(home, os.W_OK):
            yield Finding("wrong", what, f"{home} cannot be written to", "Give it to the user who runs Safehold, or set SAFEHOLD_HOME.")


def _zone() -> Finding:
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return Finding("wrong", "time zone", "The clock of London is not known", "Install the machine's time zones (the package tzdata).")
    return Finding("ok", "time zone", "The clock of London is known")


def _key(variable: str, file: str) -> Finding:
    path = default_home() / file
    given = os.environ.get(variable) or (path.read_text("ascii") if path.is_file() else "")
    make = f"Set {variable} to what this prints: {_MAKES}. Keep a copy, and not beside the backups."
    if not given:
        return Finding("warn", variable, "It is not set, and none has been made in Safehold's folder yet", make)
    if min(len(key) for key in given.split(",")) < SHORTEST_KEY:
        return Finding("wrong", variable, f"It is shorter than {SHORTEST_KEY} characters", make)
    if path.is_file() and path.stat().st_mode & 0o077:
        return Finding(
            "wrong", variable, f"Others than its user can read {path}", f"Run: chmod 600 '{path}'. Then change the key: {_CHANGING}"
        )
    return Finding("ok", variable, "It is set, and long enough")


def _way_to_database() -> Finding:
    addresses = [os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(name)]
    parts = [read(address, "DATABASE_URL") for address in addresses]
    far = [each for each in parts if transport.remote(each)]
    closed = all(transport.checked(each) for each in far)
    says = "The database is on this machine" if not far else f"sslmode is {'' if closed else 'not '}{transport.SAFE}"
    mend = f"Give its addresses sslmode={transport.SAFE}, and take {transport.PLAIN} away unless a tunnel of your own closes the way."
    return judged("way to the database", closed, says, mend=mend, level="warn")


def _site() -> Iterator[Finding]:
    server = bool(os.environ.get("DATABASE_URL"))
    hosts = ", ".join(settings.ALLOWED_HOSTS)
    named = "*" not in settings.ALLOWED_HOSTS and not (server and set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost"})
    yield judged("hosts", named, f"The site answers to {hosts}", mend="Set SAFEHOLD_HOSTS to the names that people type, and to no other.")
    tls = bool(settings.SECURE_PROXY_SSL_HEADER) or not server
    says = "A proxy that ends TLS is believed" if settings.SECURE_PROXY_SSL_HEADER else "No proxy is named that ends TLS"
    yield judged("tls", tls, says, mend="Put a proxy in front that ends TLS and sets X-Forwarded-Proto, and set SAFEHOLD_PROXY_TLS=1.")
    known = bool(settings.SAFEHOLD_PROXIES) or not settings.SECURE_PROXY_SSL_HEADER
    said = f"Visitors' addresses are believed from {', '.join(map(str, settings.SAFEHOLD_PROXIES)) or 'nobody'}"
    mend = "Set SAFEHOLD_PROXIES to the proxy's address: without it looks are logged as the proxy's, and anybody says that they use TLS."
    yield judged("proxies", known, said, mend=mend, level="warn")
    yield _way_to_database()
    safe = not (settings.DEBUG or (settings.DEMONSTRATION and server))
    said = "Faults are shown in full, or made-up staff can sign in" if not safe else "Neither debugging nor the demonstration is on"
    yield judged("modes", safe, said, mend="Take SAFEHOLD_DEBUG and SAFEHOLD_DEMONSTRATION out of the environment: real records are here.")
    built = Path(settings.BUILT_STATIC).is_dir()
    yield judged("static files", built, f"Built files, {settings.BUILT_STATIC}", mend="Run make install, or set SAFEHOLD_STATIC.")
