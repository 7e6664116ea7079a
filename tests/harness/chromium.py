"""The browser of the system tests: the machine's Chromium, or the one that playwright brings. `python -m harness.chromium` installs one.

Chromium's headless shell is the same engine without the windows around it, and takes a third of the processor's time, so it goes before a
whole Chromium, and is fetched where it can be.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHELL = "chromium-headless-shell"
MISSING = (
    "The system tests need a browser, and there is none. Run `apt-get install chromium` as root, "
    "or `.venv/bin/playwright install --with-deps chromium`, and then make test again."
)


def find() -> str | None:
    for name in (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> bool:
    """The shell of Debian and the like, where we may; failing that a whole browser, if there is none."""
    if os.geteuid() == 0 and shutil.which("apt-get") and not _apt(SHELL) and find() is None:
        _apt("chromium")
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find() is not None


def _apt(package: str) -> bool:
    """Whether it is installed now: from the lists as they are, or as they are after an update. Nothing that is there gives way to it."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "-qq", "-y", "--no-install-recommends", "--no-remove", "install", package]
    for command in (install, ["apt-get", "-qq", "update"], install):
        ended = subprocess.run(command, check=False, env=environment, stdout=sys.stderr)
        if ended.returncode == 0 and command is install:
            return True
    return False


if __name__ == "__main__" and shutil.which(SHELL) is None and not install():
    sys.exit(MISSING)
