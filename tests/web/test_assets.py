import re

import pytest

from safehold.web.assets import COPIED, GOVUK, MOJ, PICTURES, AssetsMissing, build

STYLES = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
    ".a{font-family:GDS Transport,arial,sans-serif}"
    ".govuk-footer__copyright-logo:before{background-image:url(/assets/images/govuk-crest.svg)}"
    "@supports (mask-position:initial){.govuk-footer__copyright-logo:before{mask-image:url(/assets/images/govuk-crest.svg)}}"
    ".b{background:url(/assets/images/icon-document.svg)}"
    "/*# sourceMappingURL=x.css.map */"
)


@pytest.fixture
def modules(tmp_path):
    """Packages laid out as npm lays them out."""
    folder = tmp_path / "node_modules"
    for source in COPIED:
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STYLES if source.endswith(".css") else "export{a};//# sourceMappingURL=x.js.map")
    for name in ("icon-document.svg", "govuk-crest.svg", "moj-logotype-crest.svg"):
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
        (folder / PICTURES / name).write_text("<svg/>")
    return folder


def test_styles_lose_what_is_licensed_for_gov_uk_only(modules, tmp_path):
    build(modules, tmp_path / "static")
    text = (tmp_path / "static" / "govuk" / "govuk-frontend.min.css").read_text()
    assert text == (".a{font-family:arial,sans-serif}@supports (mask-position:initial){}.b{background:url(images/icon-document.svg)}")


def test_only_pictures_that_a_style_shows_are_copied(modules, tmp_path):
    build(modules, tmp_path / "static")
    pictures = {path.name for path in (tmp_path / "static").rglob("*.svg")}
    assert pictures == {"icon-document.svg"}


def test_every_address_in_a_style_is_there(modules, tmp_path):
    build(modules, tmp_path / "static")
    for sheet in (tmp_path / "static").rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)", sheet.read_text()):
            assert (sheet.parent / address).is_file()


def test_scripts_lose_their_source_maps(modules, tmp_path):
    build(modules, tmp_path / "static")
    assert (tmp_path / "static" / "htmx" / "htmx.min.js").read_text() == "export{a};"


def test_building_again_leaves_nothing_of_before(modules, tmp_path):
    build(modules, tmp_path / "static")
    (tmp_path / "static" / "old.css").touch()
    build(modules, tmp_path / "static")
    assert not (tmp_path / "static" / "old.css").exists()


def test_a_package_that_is_not_there_is_named(modules, tmp_path):
    (modules / GOVUK / "govuk-frontend.min.css").unlink()
    with pytest.raises(AssetsMissing, match=r"govuk-frontend\.min\.css is missing. Run npm ci"):
        build(modules, tmp_path / "static")
    assert not (tmp_path / "static").exists()


@pytest.mark.parametrize(
    ("addition", "complaint"),
    [
        (".c{font:700 1em/1 GDS Transport}", "still uses GDS Transport"),
        (".c{background:url(/assets/images/moj-logotype-crest.svg)}", "still uses moj-logotype-crest.svg"),
        (".c{background:url(/assets/images/new-icon.svg)}", "shows images/new-icon.svg, which"),
    ],
)
def test_what_a_new_version_brings_stops_the_build(modules, tmp_path, addition, complaint):
    sheet = modules / MOJ / "moj-frontend.min.css"
    sheet.write_text(STYLES + addition)
    with pytest.raises(AssetsMissing, match=complaint):
        build(modules, tmp_path / "static")
