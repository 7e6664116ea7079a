"""One PostgreSQL server on a Unix socket: made, started, found running, stopped."""

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from safehold.database.address import url
from safehold.database.configuration import settings_file, sign_in_file
from safehold.database.errors import DatabaseUnavailable
from safehold.database.place import Place
from safehold.database.programs import MAJOR, Programs

Tell = Callable[[str], None]
SUPERUSER = "postgres"
_SLOW = 5.0  # seconds before a person is told that it takes long
_RECOVERY = 600  # seconds: after a kill, PostgreSQL may have much to replay
_ORPHANS = 60.0  # seconds that the children of a killed server are given to notice
_NOBODY = 2_147_483_646  # beyond every kernel's greatest process number


class Server:
    def __init__(self, place: Place, programs: Programs, tell: Tell, extra: Mapping[str, str]) -> None:
        self.place = place
        self.programs = programs
        self.tell = tell
        self.extra = extra

    def ensure(self) -> bool:
        """Running and answering; true when this call started it. Only for the holder of the start lock."""
        if not (self.place.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        if self._answers():
            return False
        self._start()
        return True

    def stop(self) -> None:
        if not self.place.data.exists() or self._process() is None:
            return
        code, output = self.programs.run("pg_ctl", ["stop", "-D", self.place.data, "-m", "fast", "-w", "-t", "120"])
        if code:
            raise DatabaseUnavailable(f"The database in {self.place.server} did not stop: {_last(output)}")

    def superuser_password(self) -> str:
        return passwords(self.place)["superuser"]

    def _create(self) -> None:
        """Made under another name and then renamed, so that a start cut short leaves nothing half made."""
        if self.place.data.exists() and any(self.place.data.iterdir()):
            raise DatabaseUnavailable(
                f"{self.place.data} is not a database. Move what is in it elsewhere, or set SAFEHOLD_HOME to another folder."
            )
        part, secret = self.place.server / "data.part", self.place.server / "superuser"
        shutil.rmtree(part, ignore_errors=True)
        try:
            secret.touch(mode=0o600)
            self.place.give(secret, 0o600)
            secret.write_text(self.superuser_password(), "utf-8")
            sign_in = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}"]
            code, output = self.programs.run("initdb", ["-D", part, *sign_in, "-E", "UTF8", "--locale=C", "--no-instructions"])
        except OSError as error:
            raise DatabaseUnavailable(self._why(error.strerror or str(error))) from error
        finally:
            secret.unlink(missing_ok=True)
        if code:
            shutil.rmtree(part, ignore_errors=True)
            raise DatabaseUnavailable(self._why(output))
        if self.place.data.exists():
            self.place.data.rmdir()
        part.rename(self.place.data)

    def _check_version(self) -> None:
        try:
            found = (self.place.data / "PG_VERSION").read_text("ascii").strip()
        except OSError as error:
            raise DatabaseUnavailable(f"Safehold cannot read {error.filename}: {error.strerror}.") from error
        if found != str(MAJOR):
            raise DatabaseUnavailable(
                f"The database in {self.place.data} was made by PostgreSQL {found or '(unknown)'}, "
                f"and this Safehold brings PostgreSQL {MAJOR}. "
                "Make a backup with the Safehold that made it and restore it here, or set SAFEHOLD_HOME to another folder."
            )

    def _answers(self) -> bool:
        """Whether a server of ours answers; waits for one that is starting, recovering or stopping."""
        slow = _Slow(self.tell, "The database is not ready yet: it may be recovering from an unclean stop, which can take some minutes.")
        until = time.monotonic() + _RECOVERY
        while time.monotonic() < until:
            if self._process() is None:
                return False
            try:
                with psycopg.connect(url(self.place.sockets, SUPERUSER, self.superuser_password(), "postgres"), connect_timeout=5):
                    return True
            except psycopg.OperationalError as error:
                if "authentication failed" in str(error):
                    raise DatabaseUnavailable(
                        f"The database in {self.place.server} does not take the password in {self.place.passwords}: "
                        "the file was changed or comes from another database. Put the right one back."
                    ) from error
            slow.wait()
        raise DatabaseUnavailable(
            f"The database in {self.place.server} has not answered for {_RECOVERY // 60} minutes. Its log is {self.place.log}."
        )

    def _process(self) -> int | None:
        """The process of the server that runs on this data, if one does."""
        try:
            pid = int((self.place.data / "postmaster.pid").read_text("ascii").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if _is_postgres(pid, self.place.data) else None

    def _start(self) -> None:
        try:
            self._configure()
        except OSError as error:
            raise DatabaseUnavailable(self._why(error.strerror or str(error))) from error
        until = time.monotonic() + _ORPHANS
        while not self._started():
            written = self._written()
            if "pre-existing shared memory block" not in written or time.monotonic() > until:
                raise DatabaseUnavailable(self._why(written))
            time.sleep(0.2)

    def _started(self) -> bool:
        process = self.programs.start("pg_ctl", ["start", "-D", self.place.data, "-l", self.place.log, "-w", "-t", str(_RECOVERY)])
        slow = _Slow(self.tell, "The database is recovering from an unclean stop. This can take some minutes; nothing is lost.")
        while process.poll() is None:
            slow.wait()
        process.communicate()
        return process.returncode == 0

    def _configure(self) -> None:
        pid_file = self.place.data / "postmaster.pid"
        if pid_file.exists():
            # Its process is gone or is someone else's by now. PostgreSQL refuses to start while any process of ours has that number,
            # so the number goes; the rest of the file stays, for by it PostgreSQL sees whether children of the old server still live.
            rest = pid_file.read_text("ascii").split("\n", 1)[1:]
            pid_file.write_text("\n".join([str(_NOBODY), *rest]) if rest else "", "ascii")
            if not rest:
                pid_file.unlink()
        for name, text in (("postgresql.conf", settings_file(self.place.sockets, self.extra)), ("pg_hba.conf", sign_in_file())):
            path = self.place.data / name
            path.write_text(text, "utf-8")
            self.place.give(path, 0o600)
        self.place.log.write_bytes(b"")
        self.place.give(self.place.log, 0o600)

    def _written(self) -> str:
        return self.place.log.read_text("utf-8", errors="replace") if self.place.log.exists() else ""

    def _why(self, output: str) -> str:
        """What PostgreSQL said, as something to act on."""
        folder, data, user = self.place.server, self.place.data, self.place.user.name
        if "No space left on device" in output:
            free = shutil.disk_usage(folder).free // 1_000_000
            return f"The disk that holds {folder} is full: {free} MB free. Make room, or set SAFEHOLD_HOME to a folder on a larger disk."
        if "has invalid permissions" in output:
            return f"PostgreSQL refuses {data}, because others than {user} may enter it. Run: chmod 700 '{data}'"
        if "wrong ownership" in output or "Permission denied" in output:
            return f"The database in {folder} must belong to {user} throughout. Run: chown -R {user} '{folder}'"
        if "pre-existing shared memory block" in output:
            return f"Processes of a killed database server still run on {data}. End them, or wait a minute, and try again."
        return f"The database in {folder} does not start: {_last(output)} Its log is {self.place.log}."


def passwords(place: Place) -> dict[str, str]:
    """The embedded server's passwords, made at the first start."""
    path = place.passwords
    try:
        if path.exists():
            found = json.loads(path.read_text("utf-8"))
            return {str(key): str(found[key]) for key in ("superuser", "owner", "app")}
        if (place.data / "PG_VERSION").exists():
            raise DatabaseUnavailable(f"{path} is missing: it held the passwords of the database in {place.data}. Put it back.")
        made = {key: secrets.token_urlsafe(24) for key in ("superuser", "owner", "app")}
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_text(json.dumps(made), "utf-8")
        part.rename(path)
    except OSError as error:
        raise DatabaseUnavailable(f"Safehold cannot use {path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatabaseUnavailable(f"{path} is damaged: it held the passwords of the database in {place.data}. Put it back.") from error
    return made


class _Slow:
    """Waits in short steps, and says once what it waits for."""

    def __init__(self, tell: Tell, message: str) -> None:
        self._tell, self._message, self._began = tell, message, time.monotonic()

    def wait(self) -> None:
        if self._message and time.monotonic() - self._began > _SLOW:
            self._tell(self._message)
            self._message = ""
        time.sleep(0.02)


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether this process is the PostgreSQL server of this data, not another that came by the same number."""
    process = Path("/proc") / str(pid)
    if process.parent.joinpath("self").exists():
        try:
            return process.joinpath("cwd").resolve(strict=True) == data.resolve()  # a server works in its data folder
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return str(data) in listed.stdout


def _last(output: str) -> str:
    """The last thing that it said, without its marks."""
    lines = [line.split("FATAL:")[-1].split("error:")[-1].strip() for line in output.splitlines() if line.strip()]
    fatal = [line.split("FATAL:")[-1].strip() for line in output.splitlines() if "FATAL:" in line]
    return f"{(fatal or lines or ['it did not say why'])[-1].rstrip('.')}."
