"""The embedded server's settings, written anew at each start."""

import os
from collections.abc import Mapping
from pathlib import Path

MEGABYTE = 1024 * 1024


def settings_file(sockets: Path, extra: Mapping[str, str]) -> str:
    settings = {
        # Only who can enter the socket's folder, and has a password, gets in; nothing listens on the network.
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": f"{buffers(memory())}MB",
        "max_wal_size": "1GB",
        # Where the log of changes is archived is set without a restart (archive.py); until then this keeps none of it.
        "archive_mode": "on",
        "archive_command": "true",
        "archive_timeout": "60s",
        # Short statements all day: compiling them, or spreading them over processes, costs more than it saves, and parallel
        # queries fail where a container gives little shared memory.
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "synchronous_commit": "on",
        # The log holds the server's own life. Errors of statements go to whoever sent them: their text could hold names.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "log_checkpoints": "off",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_line_prefix": "%m ",
        "log_timezone": "UTC",
        "timezone": "UTC",
        "datestyle": "iso, ymd",
        "lc_messages": "C",
        "default_text_search_config": "pg_catalog.english",
        **extra,
    }
    lines = (f"{name} = '{_quoted(value)}'" for name, value in settings.items())
    return "# Written by Safehold at each start: changes here are lost.\n" + "\n".join(lines) + "\n"


def sign_in_file() -> str:
    return "# Written by Safehold at each start: changes here are lost.\nlocal all,replication all scram-sha-256\n"


def buffers(available: int) -> int:
    """Megabytes of shared buffers: a quarter of what there is, between 32 and 16,384. What lies there is the server's own to keep: a system
    may take back whatever part of its files nobody has read for a minute."""
    return max(32, min(16_384, available // 4 // MEGABYTE))


def memory() -> int:
    """Bytes of memory that this process may use."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")  # a container's limit
    try:
        return min(physical, int(limit.read_text("ascii")))
    except (OSError, ValueError):
        return physical


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
