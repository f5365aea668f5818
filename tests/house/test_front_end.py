"""What is served to browsers is what was checked in, and templates keep the rules of docs/front-end.md."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
STATIC = ROOT / "workbench" / "static"
VENDOR = STATIC / "vendor"
OWN = "workbench/static/vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
VENDORED = {name: integrity for package in MANIFEST["packages"] for name, integrity in package["files"].items()}

FOREIGN_ADDRESS = re.compile(
    r"https?://[^\s\"')]*(npmjs|yarnpkg|jsdelivr|unpkg|pypi\.org|pythonhosted|githubusercontent)"
)
TEMPLATES = sorted((ROOT / "workbench").rglob("templates/**/*.html"))
PIECES = [path for path in TEMPLATES if path.name.startswith("_")]
STYLES = sorted((STATIC / "css").glob("*.css"))
ICON_CALL = re.compile(r"""(?:icon|draw)\(\s*"([a-z0-9-]+)\"""")
CLASS_NAME = re.compile(r"\.(-?[a-z][a-z0-9_-]*)", re.IGNORECASE)
# Ours on purpose: we dress these classes of the kit.
DRESSED = {"btn", "form-control", "form-select", "form-check-input"}
INPUTS = re.compile(r"\s*\{#.+?#\}", re.DOTALL)
INLINE = re.compile(r"""\sstyle=|<style|\son[a-z]+=|\shx-on|<script(?![^>]*\ssrc=)""")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _sources() -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.js"):
        for path in sorted((ROOT / "workbench").rglob(pattern)):
            if not _name(path).startswith(OWN):
                yield path


@pytest.mark.parametrize("name", sorted(VENDORED))
def test_vendored_file_matches_the_manifest(name: str) -> None:
    digest = hashlib.sha384((STATIC / name).read_bytes()).digest()

    assert "sha384-" + base64.b64encode(digest).decode() == VENDORED[name], "run frontend/vendor.py"


def test_vendored_files_are_all_in_the_manifest_or_licences() -> None:
    there = {path.relative_to(STATIC).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    licences = {name for name in there if name.endswith("/LICENSE")}

    assert there - licences == {*(name for name in VENDORED if name.startswith("vendor/")), "vendor/manifest.json"}
    assert len(licences) == len(MANIFEST["packages"])


def test_locked_versions_are_the_vendored_ones() -> None:
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]

    vendored = {package["name"]: package["version"] for package in MANIFEST["packages"]}

    assert vendored == wanted
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_no_address_of_a_registry_is_written_anywhere_in_the_front_end() -> None:
    files = [*(ROOT / "frontend").glob("*"), VENDOR / "manifest.json", *TEMPLATES, *STYLES]

    named = [_name(path) for path in files if path.is_file() and FOREIGN_ADDRESS.search(path.read_text("utf-8"))]

    assert named == []


def test_no_source_map_is_asked_for() -> None:
    assert [_name(path) for path in VENDOR.rglob("*.[cj]s*") if b"sourceMappingURL" in path.read_bytes()] == []


def test_only_one_module_knows_the_headers_of_htmx() -> None:
    knowing = [_name(path) for path in _sources() if "HX-" in path.read_text("utf-8")]

    assert knowing == ["workbench/web/htmx.py"], "answer with a function of workbench.web.htmx"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PIECES, ids=_name)
def test_piece_names_its_inputs_first(path: Path) -> None:
    assert INPUTS.match(path.read_text("utf-8")), "begin with a comment {# name: what it is #}"


@pytest.mark.parametrize("path", PIECES, ids=_name)
def test_piece_is_used(path: Path) -> None:
    name = path.as_posix().split("/templates/")[1]

    using = [other for other in _sources() if other != path and f'"{name}"' in other.read_text("utf-8")]

    assert using, f"nothing includes or renders {name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_uses_every_macro_it_imports(path: Path) -> None:
    text = path.read_text("utf-8")
    imported = [
        name.split(" as ")[-1].strip()
        for line in re.findall(r"{% from \"[^\"]+\" import ([^%]+) %}", text)
        for name in line.split(",")
    ]

    assert [name for name in imported if len(re.findall(rf"\b{name}\b\s*\(", text)) == 0] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 150


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text("utf-8")
    named = {name for path in TEMPLATES for name in ICON_CALL.findall(path.read_text("utf-8"))}

    missing = [name for name in sorted(named) if f'id="i-{name}"' not in sprite]
    assert missing == [], "add them to frontend/icons.txt and run frontend/vendor.py"


def test_icons_of_the_sprite_are_used() -> None:
    written = "".join(path.read_text("utf-8") for path in _sources())

    unused = [name for name in (ROOT / "frontend" / "icons.txt").read_text().split() if f'"{name}"' not in written]

    assert unused == [], "take them out of frontend/icons.txt and run frontend/vendor.py"


def test_our_classes_are_not_the_kits() -> None:
    kit = set(CLASS_NAME.findall((VENDOR / "tabler-core-1.6.1" / "tabler.min.css").read_text("utf-8")))
    comments = re.compile(r"/\*.*?\*/", re.DOTALL)
    ours = {name for path in STYLES for name in CLASS_NAME.findall(comments.sub("", path.read_text("utf-8")))}

    assert sorted(ours & kit - DRESSED) == []


def test_colours_are_named_once() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(|\boklch\(", re.IGNORECASE)

    naming = [path.name for path in STYLES if literal.search(path.read_text("utf-8"))]

    assert naming == ["print.css", "tokens.css"], "use a custom property of tokens.css"


def test_styles_name_only_tokens_that_exist() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", (STATIC / "css" / "tokens.css").read_text("utf-8")))
    used = {name for path in STYLES for name in re.findall(r"var\((--[a-z0-9-]+)", path.read_text("utf-8"))}

    assert sorted(used - defined) == []
