"""One PostgreSQL server on a Unix socket: made, started, found running, stopped."""

import shutil
import time
from collections.abc import Callable, Mapping

import psycopg

from safehold.database import passwords, postmaster
from safehold.database.address import url
from safehold.database.configuration import settings_file, sign_in_file
from safehold.database.errors import DatabaseUnavailable
from safehold.database.place import Place
from safehold.database.programs import MAJOR, Programs
from safehold.database.refusals import why

Tell = Callable[[str], None]
SUPERUSER = "postgres"
_SLOW = 5.0  # seconds before a person is told that it takes long
_RECOVERY = 600  # seconds: after a kill, PostgreSQL may have much to replay
_ORPHANS = 60.0  # seconds that the children of a killed server are given to notice


class Server:
    def __init__(self, place: Place, programs: Programs, tell: Tell, settings: Mapping[str, str]) -> None:
        self.place = place
        self._programs = programs
        self._tell = tell
        self._settings = settings

    def ensure(self) -> None:
        """Running and answering. Only for the holder of the start lock."""
        if not (self.place.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        if not self.answers():
            self._start()

    def stop(self) -> None:
        if postmaster.running(self.place.data) is None:
            return
        code, output = self._programs.run("pg_ctl", ["stop", "-D", self.place.data, "-m", "fast", "-w", "-t", "120"])
        if code:
            raise DatabaseUnavailable(f"The database in {self.place.server} did not stop: {output.strip()}")

    def _create(self) -> None:
        """Made under another name and then renamed, so that a start cut short leaves nothing half made."""
        data = self.place.data
        if data.exists() and any(data.iterdir()):
            raise DatabaseUnavailable(f"{data} is not a database. Move what is in it elsewhere, or set SAFEHOLD_HOME to another folder.")
        part, secret = self.place.server / "data.part", self.place.server / "superuser"
        shutil.rmtree(part, ignore_errors=True)
        try:
            secret.touch(mode=0o600)
            self.place.give(secret, 0o600)
            secret.write_text(passwords.read_or_make(self.place)["superuser"], "utf-8")
            sign_in = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}"]
            code, output = self._programs.run("initdb", ["-D", part, *sign_in, "-E", "UTF8", "--locale=C", "--no-instructions"])
        except OSError as error:
            raise DatabaseUnavailable(why(error.strerror or str(error), self.place)) from error
        finally:
            secret.unlink(missing_ok=True)
        if code:
            refused = DatabaseUnavailable(why(output, self.place))  # before making room, so that it tells what was free
            shutil.rmtree(part, ignore_errors=True)
            raise refused
        if data.exists():
            data.rmdir()
        part.rename(data)

    def _check_version(self) -> None:
        found = (self.place.data / "PG_VERSION").read_text("ascii").strip()
        if found != str(MAJOR):
            raise DatabaseUnavailable(
                f"The database in {self.place.data} was made by PostgreSQL {found or '(unknown)'}, "
                f"and this Safehold brings PostgreSQL {MAJOR}. "
                "Make a backup with the Safehold that made it and restore it here, or set SAFEHOLD_HOME to another folder."
            )

    def answers(self) -> bool:
        """Whether a server of ours answers; waits for one that is starting, recovering or stopping."""
        address = url(self.place.sockets, SUPERUSER, passwords.read_or_make(self.place)["superuser"], "postgres")
        slow = _Slow(self._tell, "The database is not ready yet: it may be recovering from an unclean stop, which can take some minutes.")
        until = time.monotonic() + _RECOVERY
        while time.monotonic() < until:
            if postmaster.running(self.place.data) is None:
                return False
            try:
                with psycopg.connect(address, connect_timeout=5):
                    return True
            except psycopg.OperationalError as error:
                if "authentication failed" in str(error):
                    raise DatabaseUnavailable(
                        f"The database in {self.place.server} does not take the password in {self.place.passwords}: "
                        "the file was changed or comes from another database. Put the right one back."
                    ) from error
                if "too many clients" in str(error):
                    raise DatabaseUnavailable(f"No connection to {self.place.server} is left. Stop a Safehold process.") from error
            slow.wait()
        raise self._still_starting()

    def _start(self) -> None:
        try:
            self._configure()
        except OSError as error:
            raise DatabaseUnavailable(why(error.strerror or str(error), self.place)) from error
        until = time.monotonic() + _ORPHANS
        while not self._started():
            if postmaster.running(self.place.data) is not None:
                raise self._still_starting()
            written = self.place.log.read_text("utf-8", errors="replace")
            if "pre-existing shared memory block" not in written or time.monotonic() > until:
                raise DatabaseUnavailable(why(written, self.place))
            time.sleep(0.2)

    def _started(self) -> bool:
        process = self._programs.start("pg_ctl", ["start", "-D", self.place.data, "-l", self.place.log, "-w", "-t", str(_RECOVERY)])
        slow = _Slow(self._tell, "The database is recovering from an unclean stop. This can take some minutes; nothing is lost.")
        while process.poll() is None:
            slow.wait()
        process.communicate()
        return process.returncode == 0

    def _configure(self) -> None:
        postmaster.forget(self.place)
        files = {"postgresql.conf": settings_file(self.place.sockets, self._settings), "pg_hba.conf": sign_in_file()}
        for name, text in files.items():
            path = self.place.data / name
            path.write_text(text, "utf-8")
            self.place.give(path, 0o600)
        self.place.log.write_bytes(b"")
        self.place.give(self.place.log, 0o600)

    def _still_starting(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"The database in {self.place.server} has been starting for {_RECOVERY // 60} minutes and goes on by itself. "
            f"Try again later; what it does is in {self.place.log}."
        )


class _Slow:
    """Waits in short steps, and says once what it waits for."""

    def __init__(self, tell: Tell, message: str) -> None:
        self._tell, self._message, self._began = tell, message, time.monotonic()

    def wait(self) -> None:
        if self._message and time.monotonic() - self._began > _SLOW:
            self._tell(self._message)
            self._message = ""
        time.sleep(0.02)
