"""What a document that stands in two languages shares: its headings' levels, its code, the shape of its tables."""

import re
from collections import Counter
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark").enable("table")
REMARK = re.compile(r"\s+# .*$", re.MULTILINE)
KEYS = {"Intro": "Enter", "Retroceso": "Backspace"}
"""Names of keys that differ between keyboards."""


@dataclass
class Part:
    """A heading and what stands under it up to the next one. `title` differs between languages, the rest does not."""

    title: str
    level: int
    blocks: list[str] = field(default_factory=list)
    code: Counter = field(default_factory=Counter)
    tables: list[list[tuple[int, str]]] = field(default_factory=list)
    items: int = 0
    names: list[str] = field(default_factory=list)

    def shape(self):
        """What has to be the same in the other language."""
        return {
            "level": self.level, "code blocks": self.blocks, "code": sorted(self.code.elements()),
            "tables": self.tables, "items of lists": self.items, "words in bold": len(self.names),
        }  # fmt: skip


def parts(text):
    """The parts of a Markdown text, in order."""
    found = [Part("", 0)]
    tokens = MARKDOWN.parse(text)
    for at, token in enumerate(tokens):
        before = tokens[at - 1].type if at else ""
        if before == "heading_open":
            found.append(Part(token.content, int(tokens[at - 1].tag[1])))
        elif token.type in {"fence", "code_block"}:
            found[-1].blocks.append(REMARK.sub("", token.content))
        elif token.type == "list_item_open":
            found[-1].items += 1
        elif token.type == "table_open":
            found[-1].tables.append([])
        elif token.type == "tr_open":
            found[-1].tables[-1].append((0, ""))
        elif before in {"td_open", "th_open"}:
            row = found[-1].tables[-1]
            row[-1] = (row[-1][0] + 1, row[-1][1] or _only_code(token))
        if token.type == "inline":
            _count(token, found[-1])
    return found


def strong(text):
    """Everything that is set in bold."""
    return [name for part in parts(text) for name in part.names]


def commands(text):
    """Every command line of `workbench` or `make` in a text, in code blocks and between the lines."""
    tokens = MARKDOWN.parse(text)
    lines = [line for token in tokens if token.type in {"fence", "code_block"} for line in token.content.splitlines()]
    lines += [one.content for token in tokens for one in token.children or () if one.type == "code_inline"]
    return [REMARK.sub("", line).strip() for line in lines if line.strip().startswith(("workbench ", "make "))]


def _runs(children):
    inside, run = False, []
    for one in children:
        if one.type == "strong_open":
            inside, run = True, []
        elif one.type == "strong_close":
            inside = False
            yield "".join(run)
        elif inside:
            run.append(one.content if one.type != "softbreak" else " ")


def _only_code(token):
    """The text of a cell that is nothing but code, for it is no translation that may differ."""
    words = [one for one in token.children if one.content.strip()]
    is_code = words and all(one.type == "code_inline" for one in words)
    return " ".join(KEYS.get(one.content, one.content) for one in words) if is_code else ""


def _count(token, part):
    part.names += _runs(token.children)
    for one in token.children:
        if one.type == "code_inline":
            part.code[KEYS.get(one.content, one.content)] += 1
