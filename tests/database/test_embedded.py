"""The embedded server as a person meets it: several processes, killed at any moment, on whatever folder they were given."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.databases import FAST
from harness.hanging_up import heard
from harness.homes import home_of_its_own
from safehold.database import DatabaseUnavailable, explain, passwords, postmaster
from safehold.database.embedded import serving
from safehold.database.place import find

# As a real one, except that a sudden loss of power is not tried.
SETTINGS = {**FAST, "synchronous_commit": "on", "full_page_writes": "on"}
OTHER_PROCESS = """
import sys
from pathlib import Path
from safehold.database.embedded import serving
with serving(Path(sys.argv[1]), tell=lambda message: None, settings=eval(sys.argv[2])) as database:
    print(database.app, flush=True)
    sys.stdin.read()
"""


class Other:
    """Another Safehold process that uses the server of this home."""

    def __init__(self, home: Path) -> None:
        with heard():
            self.process = subprocess.Popen(
                [sys.executable, "-c", OTHER_PROCESS, str(home), repr(SETTINGS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )

    def inside(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> int:
        self.process.communicate(timeout=60)
        return self.process.returncode

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Every test leaves its server stopped."""
    with home_of_its_own() as folder:
        yield folder


@pytest.fixture(autouse=True)
def _stopped_at_last(home):
    yield
    assert running(home) is None


def running(home: Path) -> int | None:
    return postmaster.running(find(home).data)


def use(home: Path, said: list[str] | None = None):
    return serving(home, tell=[].append if said is None else said.append, settings=SETTINGS)


def answer(address: str, query: str = "SELECT current_user") -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def test_a_first_start_makes_the_database_and_its_roles_and_the_end_stops_it(home):
    with use(home) as database:
        assert answer(database.app) == "safehold_app"
        assert answer(database.owner) == "safehold_owner"
        assert running(home)
    assert running(home) is None


def test_nothing_listens_on_the_network_and_no_password_no_entry(home):
    with use(home) as database:
        assert answer(database.admin, "SHOW listen_addresses") == ""
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(database.admin.replace(passwords.read(find(home))["superuser"], ""))


def test_secrets_are_ours_alone_and_not_shown(home):
    with use(home) as database:
        assert find(home).passwords.stat().st_mode & 0o777 == 0o600
        assert "password" not in repr(database)
        assert passwords.read(find(home))["app"] not in repr(database)


def test_inside_twice_it_stops_only_at_the_outer_end(home):
    with use(home) as outer:
        with use(home) as inner:
            assert inner == outer
        assert answer(outer.app) == "safehold_app"


def test_a_second_process_shares_it_and_the_last_one_out_stops_it(home):
    other = Other(home)
    address = other.inside()
    server = running(home)
    with use(home) as database:
        assert database.app == address
        assert running(home) == server
        assert other.leave() == 0
        assert answer(database.app) == "safehold_app"
    assert running(home) is None


def test_several_that_start_at_once_get_one_server():
    with home_of_its_own() as home:
        others = [Other(home) for _ in range(3)]
        assert len({other.inside() for other in others}) == 1
        assert [other.leave() for other in others] == [0, 0, 0]
        assert running(home) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_that_is_asked_to_end_stops_it(home, number):
    other = Other(home)
    other.inside()
    assert other.end(number) in (128 + number, -number)  # Python ends on SIGINT by the signal itself
    assert running(home) is None


def test_what_a_killed_process_leaves_running_the_next_one_takes_over(home):
    other = Other(home)
    other.inside()
    server = running(home)
    other.end(signal.SIGKILL)
    assert running(home) == server
    with use(home) as database:
        assert answer(database.app) == "safehold_app"
        assert running(home) == server


def kill_server(home: Path) -> None:
    """Kills it and waits until it is gone; it is no child of ours, but its handle can be read when it has ended."""
    server = running(home)
    assert server
    handle = os.pidfd_open(server)
    os.kill(server, signal.SIGKILL)
    select.select([handle], [], [], 30)
    os.close(handle)


def test_a_killed_server_is_explained_and_the_next_start_recovers_what_was_kept(home):
    with use(home) as database:
        with psycopg.connect(database.owner) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS kept (warning text)")
            owner.execute("INSERT INTO kept VALUES ('held')")
        kill_server(home)
        with pytest.raises(psycopg.OperationalError) as refused:
            answer(database.app)
        assert "has gone away or is recovering" in str(explain(refused.value))
    with use(home) as database:
        assert answer(database.owner, "SELECT warning FROM kept") == "held"


def test_another_process_starts_a_killed_server_again_while_the_first_still_holds_on(home):
    other = Other(home)
    other.inside()
    kill_server(home)
    with use(home) as database:
        assert answer(database.app) == "safehold_app"
        assert other.leave() == 0
        assert answer(database.app) == "safehold_app"


def test_a_stale_file_that_names_a_living_process_of_someone_else_is_seen_through(home):
    with use(home):
        place = find(home)
        left = (place.data / "postmaster.pid").read_text()
    bystander = subprocess.Popen(["sleep", "60"], user=place.user.uid)  # of the server's own user, where PostgreSQL itself would be misled
    (place.data / "postmaster.pid").write_text("\n".join([str(bystander.pid), *left.split("\n")[1:]]))
    (place.sockets / ".s.PGSQL.5432").write_text("left over")
    (place.sockets / ".s.PGSQL.5432.lock").write_text(f"{bystander.pid}\n{place.data}\n")
    for path in (place.data / "postmaster.pid", *place.sockets.iterdir()):
        place.give(path, 0o600)
    with use(home) as database:
        assert answer(database.app) == "safehold_app"
    bystander.kill()
    bystander.wait()


def test_an_empty_file_left_by_a_full_disk_or_a_crash_is_no_obstacle(home):
    with use(home):
        place = find(home)
    (place.data / "postmaster.pid").touch()
    with use(home) as database:
        assert answer(database.app) == "safehold_app"


def test_a_home_with_a_long_path_works():
    with home_of_its_own() as folder:
        home = folder.joinpath(*["a-folder-with-a-long-name-of-its-own"] * 5)
        with use(home) as database:
            assert answer(database.app) == "safehold_app"
            assert len(str(find(home).sockets)) < 60
        find(home).sockets.rmdir()


def test_a_home_that_the_server_s_user_cannot_reach_works():
    with home_of_its_own() as folder, home_of_its_own() as elsewhere:
        home = folder.parent / "closed" / "home"
        home.parent.mkdir(mode=0o700)
        with serving(home, tell=[].append, settings=SETTINGS, elsewhere=elsewhere) as database:
            assert answer(database.app) == "safehold_app"
            assert find(home).server.is_relative_to(elsewhere if os.geteuid() == 0 else home)
        with serving(home, tell=[].append, settings=SETTINGS, elsewhere=elsewhere) as database:
            assert answer(database.app) == "safehold_app"


def test_a_home_that_cannot_be_written_is_named():
    with pytest.raises(DatabaseUnavailable, match="Safehold cannot use /proc/nowhere.*Set SAFEHOLD_HOME"), use(Path("/proc/nowhere/home")):
        pass


def test_a_file_where_the_home_should_be_is_named(tmp_path):
    (tmp_path / "home").touch()
    with pytest.raises(DatabaseUnavailable, match="/.*/home"), use(tmp_path / "home"):
        pass


def test_data_of_another_version_is_left_alone(home):
    version = find(home).data / "PG_VERSION"
    with use(home):
        ours = version.read_text()
    version.write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match="made by PostgreSQL 17, and this Safehold brings PostgreSQL 18"), use(home):
        pass
    version.write_text(ours)


def test_a_folder_that_holds_something_else_is_left_alone():
    with home_of_its_own() as home:
        place = find(home)
        place.data.mkdir(parents=True)
        (place.data / "letter.txt").touch()
        for path in (place.server, place.data):
            place.give(path, 0o700)
        with pytest.raises(DatabaseUnavailable, match="is not a database"), use(home):
            pass
        assert (place.data / "letter.txt").exists()


def test_a_first_start_that_was_cut_short_is_begun_again():
    with home_of_its_own() as home:
        place = find(home)
        (place.server / "data.part" / "base").mkdir(parents=True)
        place.give(place.server, 0o700)
        with use(home) as database:
            assert answer(database.app) == "safehold_app"


def test_data_open_to_others_is_refused_with_the_command_that_closes_it(home):
    with use(home):
        pass
    data = find(home).data
    data.chmod(0o755)
    with pytest.raises(DatabaseUnavailable, match="Run: chmod 700"), use(home):
        pass
    data.chmod(0o700)


def test_lost_passwords_are_named_not_made_anew(home):
    with use(home):
        pass
    kept = find(home).passwords
    kept.rename(kept.with_suffix(".kept"))
    with pytest.raises(DatabaseUnavailable, match=r"passwords\.json is missing"), use(home):
        pass
    kept.with_suffix(".kept").rename(kept)


def test_the_log_holds_no_statement_and_no_value(home):
    with use(home) as database:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            answer(database.app, "SELECT 'Miriam Example'::int")
        assert "Miriam" not in find(home).log.read_text()
