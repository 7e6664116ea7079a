"""docs/operating.md names every variable that is read, and none that is not."""

import re

from docs.reading import ROOT, rows, text

OPERATING = ROOT / "docs" / "operating.md"
READ = re.compile(r"""environ(?:\.get|\.setdefault)?[\[(]\s*"([A-Z][A-Z_]+)\"""")


def test_every_variable_that_is_read_is_in_the_table_and_no_other():
    sources = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
    read = {name for source in sources for name in READ.findall(source)}
    table = text(OPERATING).split("## Variables")[1].split("##")[0]
    assert {name.strip("`") for name, *_ in rows(table)} == read


def test_the_folder_holds_what_is_said_of_it():
    said = text(OPERATING).split("## The embedded database")[1]
    sources = "".join(
        path.read_text("utf-8")
        for folder in ("database", "commands", "config")
        for path in (ROOT / "src" / "safehold" / folder).glob("*.py")
    )
    for name in (
        "passwords.json",
        "secret-key",
        "heads.jsonl",
        "demonstration.json",
        "start.lock",
        "users.lock",
        "demonstration.lock",
        "server-folder",
        "server.log",
    ):
        assert name in said
        assert f'"{name}"' in sources, name
