"""Builds the static files of the design systems from their npm packages: `python -m safehold.web.assets node_modules build/static`.

GDS Transport, the crown, the royal coat of arms and the GOV.UK and Ministry of Justice logos may be used on gov.uk only, so
none of them is copied and no style names them. The styles address their pictures from the root of a site; here they do so
from beside themselves, and the comments that point to source maps go, since hashed static files can follow neither.
"""

import re
import shutil
import sys
from pathlib import Path

GOVUK = "govuk-frontend/dist/govuk"
MOJ = "@ministryofjustice/frontend/moj"
COPIED = {
    f"{GOVUK}/govuk-frontend.min.css": "govuk/govuk-frontend.min.css",
    f"{GOVUK}/govuk-frontend.min.js": "govuk/govuk-frontend.min.js",
    f"{MOJ}/moj-frontend.min.css": "moj/moj-frontend.min.css",
    f"{MOJ}/moj-frontend.min.js": "moj/moj-frontend.min.js",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
}
PICTURES = f"{MOJ}/assets/images"

_FONT_FACE = re.compile(r"@font-face\{[^{}]*GDS Transport[^{}]*\}")
_FONT_NAME = re.compile(r"[\"']?GDS Transport[\"']?,")
_ARMS = re.compile(r"[^{};]+\{[^{}]*govuk-crest[^{}]*\}")
_FROM_ROOT = re.compile(r"url\([\"']?/assets/images/([\w.-]+)[\"']?\)")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*")
_ADDRESS = re.compile(r"url\([\"']?(?!data:)([^)\"']+)[\"']?\)")
_RESERVED = re.compile(r"GDS Transport|[\w-]*(?:crest|crown|logo)[\w-]*\.(?:svg|png)")


class AssetsMissing(Exception):
    """The npm packages are not what this build expects."""


def build(modules: Path, out: Path) -> None:
    """Makes `out` anew; it is whole or not there."""
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for source, target in COPIED.items():
        text = _read(modules / source)
        destination = part / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_text(_styles(text) if target.endswith(".css") else _SOURCE_MAP.sub("", text), "utf-8")
    for sheet in part.rglob("*.css"):
        _copy_pictures(sheet, modules / PICTURES)
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)


def _styles(text: str) -> str:
    for pattern in (_FONT_FACE, _FONT_NAME, _ARMS, _SOURCE_MAP):
        text = pattern.sub("", text)
    return _FROM_ROOT.sub(r"url(images/\1)", text)


def _copy_pictures(sheet: Path, pictures: Path) -> None:
    """The pictures that this style sheet shows, and only those."""
    text = sheet.read_text("utf-8")
    if found := _RESERVED.search(text):
        raise AssetsMissing(f"{sheet.name} still uses {found.group()}, which is for gov.uk only.")
    for address in set(_ADDRESS.findall(text)):
        picture = pictures / Path(address).name
        if not picture.is_file():
            raise AssetsMissing(f"{sheet.name} shows {address}, which {pictures} does not hold.")
        (sheet.parent / "images").mkdir(exist_ok=True)
        shutil.copyfile(picture, sheet.parent / address)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise AssetsMissing(f"{path} is missing. Run npm ci; if it is still missing, the package has changed its layout.") from error


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]), Path(sys.argv[2]))
    except AssetsMissing as refused:
        sys.exit(f"Static files were not built. {refused}")
