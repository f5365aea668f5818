"""The starter scripts that come with the product, in Spanish and English."""

from importlib.resources import files

from scripts_library.parser import parse
from scripts_library.script import ParsedScript


def starter_scripts() -> list[tuple[str, ParsedScript]]:
    """Every starter script as its text and what it says, in the order of language and file name."""
    folders = sorted(files("scripts_library").joinpath("content").iterdir(), key=lambda folder: folder.name)
    texts = [
        file.read_text(encoding="utf-8")
        for folder in folders
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".md")
    ]
    return [(text, parse(text)) for text in texts]
