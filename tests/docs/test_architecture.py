"""docs/architecture.md says what is true."""

import re

from django.conf import settings

from docs.reading import ROOT, between, rows, text

ARCHITECTURE = ROOT / "docs" / "architecture.md"
SOURCES = ROOT / "src" / "safehold"


def test_every_room_is_named():
    said = text(ARCHITECTURE)
    rooms = {path.name for path in SOURCES.iterdir() if (path / "__init__.py").exists()}
    assert {room for room in rooms if f"| `{room}/`" not in said and f", `{room}/` |" not in said} == set()
    practices = {path.name for path in (SOURCES / "practice").iterdir() if (path / "__init__.py").exists()}
    assert {practice for practice in practices if f"`{practice}`" not in said} == set()


def test_every_stage_stands_in_the_flow_in_its_order():
    said = text(ARCHITECTURE)
    places = [said.index(f"{stage.removeprefix('safehold.')} ") for stage in settings.SAFEHOLD_DERIVING]
    assert places == sorted(places)
    assert f"PLACING: {settings.SAFEHOLD_PLACING.removeprefix('safehold.')}" in said


def test_every_derived_table_is_named_with_the_module_that_derives_it():
    named = {}
    for tables, _, modules in rows(between(ARCHITECTURE, "derived")):
        sources = [(SOURCES / name).read_text("utf-8") for name in re.findall(r"`([^`]+)`", modules)]
        named |= dict.fromkeys(re.findall(r"`([^`]+)`", tables), sources)
    assert set(named) == set(settings.SAFEHOLD_DERIVED)
    for table, sources in named.items():
        assert any(table in source for source in sources), table
