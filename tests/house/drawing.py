"""The drawing of the packages in docs/architecture.md, made from the imports of the code: `make drawing` writes it."""

from pathlib import Path

import grimp

ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"
BEGIN, END = "<!-- drawing -->", "<!-- /drawing -->"
PACKAGES = ("models", "scoring", "scripts_library", "workbench")
PART_OF_APP = {"errors"}
LEAVES = {"clock", "extensions", "folding", "language", "settings"}
"""Modules that import nothing of ours but one another, and that anybody may import: they are left out."""


def drawing():
    """Both graphs in Mermaid, between the marks: the layers, and the capabilities of the domain."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    pairs = [
        (module, imported) for module in graph.modules for imported in graph.find_modules_directly_imported_by(module)
    ]
    layers = reduced(arrows(pairs, layer))
    return "\n".join(
        [
            BEGIN,
            "Layers:",
            "",
            *mermaid(layers),
            "",
            "Capabilities of `workbench/domain`:",
            "",
            *mermaid(arrows(pairs, capability)),
            END,
        ]
    )


def layer(module):
    """The package of a module as the drawing has it; None where it is left out."""
    first, *rest = module.split(".")
    if first != "workbench":
        return first
    if not rest or rest[0] in LEAVES:
        return None
    return "app" if rest[0] in PART_OF_APP else rest[0]


def capability(module):
    """The folder (or module) directly under `workbench/domain`; None elsewhere."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["workbench", "domain"] and len(parts) > 2 else None


def arrows(pairs, place):
    """Who imports whom: sorted pairs of different places."""
    found = {(place(module), place(imported)) for module, imported in pairs}
    return sorted((one, other) for one, other in found if one and other and one != other)


def reduced(pairs):
    """The arrows without those that a chain of other arrows implies."""
    after = {}
    for one, other in pairs:
        after.setdefault(one, set()).add(other)

    def reaches(start, goal, seen):
        return start == goal or any(reaches(each, goal, seen | {each}) for each in after.get(start, set()) - seen)

    return [
        (one, other)
        for one, other in pairs
        if not any(reaches(each, other, {one, each}) for each in after[one] - {other})
    ]


def mermaid(pairs):
    """A graph from top to bottom."""
    return ["```mermaid", "graph TD", *(f"  {one} --> {other}" for one, other in pairs), "```"]


def drawn(text):
    """The document with the drawing of today between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + drawing() + after


if __name__ == "__main__":
    ARCHITECTURE.write_text(drawn(ARCHITECTURE.read_text(encoding="utf-8")), encoding="utf-8")
