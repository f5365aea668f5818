# ruff: noqa: INP001  # a script beside package.json, not part of the program
"""Copies what browsers are served from npm packages into workbench/static/vendor, and builds the icon sprite.

Run it after changing package.json, package-lock.json or icons.txt: `python frontend/vendor.py`. Its result is checked
in, so that neither running nor testing the product needs npm; a test hashes the files again and compares them with the
manifest written here. Source maps are not shipped, so the lines that point at them are cut.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
STATIC = HERE.parent / "workbench" / "static"
VENDOR = STATIC / "vendor"

# package -> the files of it that are served; a licence that the package forgot to ship stands in licences/.
SERVED = {
    "htmx.org": ["dist/htmx.min.js"],
    "@tabler/core": ["dist/css/tabler.min.css"],
    "@fontsource-variable/inter": ["files/inter-latin-wght-normal.woff2"],
}
ICONS = "@tabler/icons"

SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*?(?:\*/)?\s*$")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
BOUNDING_BOX = re.compile(r'<path stroke="none"[^>]*/>')


def main() -> None:
    """Install the locked packages and write static/vendor, static/icons.svg and the manifest anew."""
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=HERE, check=True)  # noqa: S607  # npm is found by PATH
    shutil.rmtree(VENDOR, ignore_errors=True)
    entries = [_copy(package, files) for package, files in SERVED.items()]
    entries.append(_sprite())
    manifest = json.dumps({"schema": 1, "packages": entries}, indent=2, ensure_ascii=False)
    (VENDOR / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(entries)} packages in {VENDOR}\n")


def integrity(content: bytes) -> str:
    """The hash in the form browsers use for subresource integrity: `sha384-` and base64."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")


def _copy(package: str, files: list[str]) -> dict[str, object]:
    """One package's served files and licence, in a folder named after it and its version."""
    described = _description(package)
    folder = VENDOR / _folder_name(package, described["version"])
    folder.mkdir(parents=True)
    hashes = {}
    for name in files:
        content = SOURCE_MAP.sub(b"\n", (PACKAGES / package / name).read_bytes())
        target = folder / Path(name).name
        target.write_bytes(content)
        hashes[target.relative_to(STATIC).as_posix()] = integrity(content)
    (folder / "LICENSE").write_bytes(_licence(package).read_bytes())
    return {"name": package, "version": described["version"], "licence": described["license"], "files": hashes}


def _sprite() -> dict[str, object]:
    """One SVG with a symbol for every name in icons.txt."""
    names = (HERE / "icons.txt").read_text(encoding="utf-8").split()
    symbols = "\n".join(_symbol(name) for name in names)
    content = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode()
    (STATIC / "icons.svg").write_bytes(content)
    described = _description(ICONS)
    folder = VENDOR / _folder_name(ICONS, described["version"])
    folder.mkdir(parents=True)
    (folder / "LICENSE").write_bytes(_licence(ICONS).read_bytes())
    files = {"icons.svg": integrity(content)}
    return {"name": ICONS, "version": described["version"], "licence": described["license"], "files": files}


def _symbol(name: str) -> str:
    source = (PACKAGES / ICONS / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = DRAWING.search(source)
    if drawing is None:
        raise ValueError(f"{name}.svg holds no drawing")
    lines = BOUNDING_BOX.sub("", drawing.group(1)).split("\n")
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(line.strip() for line in lines)}</symbol>'


def _description(package: str) -> dict[str, str]:
    described: dict[str, str] = json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))
    return described


def _folder_name(package: str, version: str) -> str:
    return f"{package.strip('@').replace('/', '-')}-{version}"


def _licence(package: str) -> Path:
    shipped = PACKAGES / package / "LICENSE"
    return shipped if shipped.exists() else HERE / "licences" / f"{package.strip('@').replace('/', '-')}.txt"


if __name__ == "__main__":
    main()
