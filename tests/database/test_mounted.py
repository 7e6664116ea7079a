"""Secrets given as files, as a vault mounts them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safehold.database.mounted import SecretUnreadable, read_mounted

SECRET = "a-key-that-a-vault-has-mounted-here-and-nowhere-else"  # pragma: allowlist secret
PROGRAM = Path(sys.executable).with_name("safehold")


def test_what_a_file_holds_stands_in_its_variable_and_a_renewed_file_counts(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n", "utf-8")
    given = {"SAFEHOLD_SECRET_KEY_FILE": str(file), "SAFEHOLD_SECRET_KEY": "older", "OTHER_FILE": str(tmp_path / "none")}
    read_mounted(given)
    assert given["SAFEHOLD_SECRET_KEY"] == SECRET
    file.write_text("renewed", "utf-8")
    read_mounted(given)
    assert given["SAFEHOLD_SECRET_KEY"] == "renewed"  # pragma: allowlist secret
    assert "OTHER" not in given


@pytest.mark.parametrize("held", [None, b"", b"\n \n", b"two\nlines", b"\xff\xfe", b"x" * 70_000])
def test_a_file_that_holds_no_secret_is_named_and_nothing_of_it_is_told(tmp_path, held):
    file = tmp_path / "key"
    if held is not None:
        file.write_bytes(held)
    with pytest.raises(SecretUnreadable, match="DATABASE_URL_FILE names") as refused:
        read_mounted({"DATABASE_URL_FILE": str(file)})
    assert "two" not in str(refused.value)
    assert "xxx" not in str(refused.value)


def test_the_program_and_the_settings_take_them(tmp_path):
    (tmp_path / "key").write_text(SECRET, "utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "SAFEHOLD_SECRET_KEY"}
    environment = {**kept, "SAFEHOLD_SECRET_KEY_FILE": str(tmp_path / "key")}
    asked = "import django; django.setup(); from django.conf import settings; print(settings.SECRET_KEY)"
    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == SECRET
    environment["SAFEHOLD_SECRET_KEY_FILE"] = str(tmp_path / "none")
    ended = subprocess.run([PROGRAM, "--help"], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("safehold: SAFEHOLD_SECRET_KEY_FILE names ")
