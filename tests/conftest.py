"""What every test has.

Nothing reaches the network: only Unix sockets and 127.0.0.1 are open (pytest-socket, set in pyproject.toml).

The database is real. One embedded server serves the whole run; it is started by the first test that needs it, and its
template is migrated once. Everything signs in as the application's role, as the site does.

    database    a clone of the template as if fresh, Django's connections on it, real commits; an object with .app and .owner,
                the two roles' addresses. Ask for it in any test that uses models or `chronology.record`.
    connection  a psycopg connection to the same clone, as the application's role
    owner       the same, as the owner: for what a test must do behind the application's back
    staff       the demonstration's agencies and staff, on that clone; the value is the password that they share
    viewer_as   makes the viewer of one of them, by role: viewer_as("idva")
    program     the program `safehold` as a process of its own: program("verify", environment={...}) gives its status and what it said
    site        (tests/system) the whole site on 127.0.0.1, over the same clone

`client` and `rf` are pytest-django's. Do not use its `django_db` mark: it wraps a test in one transaction, and then the
recorder's role, which lasts as long as a transaction, would last for the whole test.
"""

import gc
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
# How long a property takes says how busy the machine is, and nothing of whether it holds.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
# A playwright test holds an event loop in its thread, in which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # As a shell starts what runs in the background; what tests start would inherit it, and Ctrl+C would not end it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if "SAFEHOLD_TEST_RUN" not in os.environ or not hasattr(config, "workerinput"):
        home = Path(tempfile.mkdtemp(prefix="safehold-tests-", dir=_quick_place()))
        home.chmod(0o711)  # PostgreSQL runs as another user where we are root
        tempfile.tempdir = str(home)  # what tests, and what they start, make for themselves is made there too
        os.environ.update(
            TMPDIR=str(home),
            SAFEHOLD_TEST_RUN=secrets.token_hex(4),
            SAFEHOLD_HOME=str(home),
            SAFEHOLD_SECRET_KEY=secrets.token_hex(32),
            SAFEHOLD_CONFIDENTIAL_KEYS=secrets.token_hex(32),
            SAFEHOLD_VAULT_KEYS=secrets.token_hex(32),
            SAFEHOLD_FACTOR_KEYS=secrets.token_hex(32),
            SAFEHOLD_DEMONSTRATION="1",  # as `safehold demo` runs: on this machine, without TLS
            # Names a database that is never there, so that only a test that asks for one has one.
            DATABASE_URL="postgresql://safehold_app@:5432/none?host=/nonexistent",
            DATABASE_OWNER_URL="postgresql://safehold_owner@:5432/none?host=/nonexistent",
        )
        config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    import django
    from django.conf import settings as site

    django.setup()
    import django.test
    from django.middleware import csrf
    from django.utils.crypto import get_random_string

    from harness import framed
    from harness.sending import Client

    framed.hold()
    # Of all letters and digits it would hold, by chance, what a test looks for in a page.
    csrf._get_new_csrf_string = lambda: get_random_string(csrf.CSRF_SECRET_LENGTH, "yz")
    django.test.Client = Client  # every test's client, `client` too, sends forms as a browser does
    site.PASSWORD_HASHERS = ["harness.hashing.Quick"]  # in this process; what tests start hashes as the site does


def pytest_collection_finish() -> None:
    """What stands until the end, thousands of tests and all modules, is not gone through again at each collection of what is gone."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter) -> None:
    from harness.databases import NOT_PUT_BACK
    from harness.kept import told

    given_up = Path(os.environ["SAFEHOLD_HOME"]) / NOT_PUT_BACK
    if given_up.exists() and (line := told(given_up.read_text("utf-8").splitlines())):
        terminalreporter.write_line(line)


def _quick_place() -> str | None:
    """Where a database's hundreds of files are made and unmade quickest: in memory, where there is room, as a container may not have."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 1024**3:
        return str(memory)
    return None


@pytest.fixture(scope="session")
def databases(worker_id, django_db_blocker):
    from harness.databases import Databases

    with django_db_blocker.unblock():
        found = Databases(Path(os.environ["SAFEHOLD_HOME"]), worker_id)
    yield found
    found.close()


@pytest.fixture
def database(databases, django_db_blocker, request):
    from harness.databases import connect_django

    with django_db_blocker.unblock(), databases.clone(staffed="staff" in request.fixturenames) as clone:
        connect_django(clone)
        yield clone


@pytest.fixture
def connection(database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.app) as found:
        yield found


@pytest.fixture
def owner(database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.owner) as found:
        yield found


@pytest.fixture
def staff(database) -> str:
    from harness.databases import STAFF_PASSWORD

    return STAFF_PASSWORD


@pytest.fixture(scope="session")
def program():
    from harness.forking import forking

    with forking() as found:
        yield found


@pytest.fixture
def viewer_as(staff):
    from safehold.access.models import Posting
    from safehold.access.viewer import Viewer

    def made(role: str, agency: str = "") -> Viewer:
        one = Posting.objects.select_related("user", "agency").filter(role=role).order_by("pk")[0]
        at = agency or one.agency_id
        return Viewer(one.user_id, one.user.staff_id, str(one.user), at, at, one.agency.kind, role, one.pk, "/page", "127.0.0.1")

    return made
