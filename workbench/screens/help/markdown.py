"""Turns a guide's Markdown into safe HTML with an id for every heading, and into the sections that a search looks in.

Raw HTML and images are not read as such; what comes out is cleaned again by nh3. Links work between guides only: a link
to any other file becomes its words, because that file is not on the screen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_TAGS = {
    *("h2", "h3", "p", "strong", "em", "ul", "ol", "li", "br", "a", "code", "pre", "kbd", "blockquote"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"h2": {"id"}, "h3": {"id"}, "a": {"href"}, "th": {"scope"}}
_CLASSES = {"div": {"wide-scroll"}, "table": {"grid-table"}}
_NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")
_ANCHORED = re.compile(r"(?:(?P<file>[\w.-]+\.md))?(?P<anchor>#[\w-]+)?")


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: its id, its level (2 or 3), and the words a search looks in."""

    anchor: str
    title: str
    level: int
    text: str


@dataclass(frozen=True)
class Document:
    """A guide's title (its only heading of level 1), its body as safe HTML, and its sections in order."""

    title: str
    html: str
    sections: tuple[Section, ...]


def slug(title: str) -> str:
    """The id of a heading, formed as GitHub forms it, so that a link works there and here."""
    return _NOT_IN_A_SLUG.sub("", title.lower()).replace(" ", "-")


def read(text: str, *, addresses: Mapping[str, str]) -> Document:
    """The document of a Markdown text.

    Args:
        text: The file's content; headings have levels 1 (once, the title) to 3.
        addresses: The address of every file that a link may name, relative to the page that shows this text.

    """
    tokens = _MARKDOWN.parse(text)
    titles = [tokens[at + 1].content for at, token in enumerate(tokens) if token.tag == "h1" and token.nesting == 1]
    body = _without_head(tokens, addresses)
    rendered = _MARKDOWN.renderer.render(body, _MARKDOWN.options, {"addresses": addresses})
    html = nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES, link_rel=None)
    return Document(titles[0] if titles else "", html, tuple(_sections(body)))


def _without_head(tokens: Sequence[Token], addresses: Mapping[str, str]) -> list[Token]:
    """The tokens after the title and after a paragraph that is only a link out of the guides, to the other language."""
    start = next((at + 3 for at, token in enumerate(tokens) if token.tag == "h1"), 0)
    inline = tokens[start + 1].children if len(tokens) > start + 1 else None
    if inline and inline[0].type == "link_open" and inline[-1].type == "link_close":
        start += 0 if _address(str(inline[0].attrs["href"]), addresses) else 3
    return list(tokens[start:])


def _sections(tokens: Sequence[Token]) -> list[Section]:
    """Each heading with the words up to the next one."""
    found: list[tuple[str, int, list[str]]] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            found.append((_words(tokens[at + 1]), int(token.tag[1]), []))
        elif found and token.type in {"inline", "fence", "code_block"} and tokens[at - 1].type != "heading_open":
            found[-1][2].append(_words(token) + (" ·" if tokens[at - 1].type in {"th_open", "td_open"} else ""))
    return [Section(slug(title), title, level, " ".join(texts)) for title, level, texts in found]


def _words(token: Token) -> str:
    """What a reader sees of a token."""
    if token.children is None:
        return token.content.strip()
    return "".join(" " if one.type in {"softbreak", "hardbreak"} else one.content for one in token.children)


def _heading_open(_: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType) -> str:
    return f'<{tokens[at].tag} id="{escape(slug(_words(tokens[at + 1])))}">'


def _link_open(_: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType) -> str:
    address = _address(str(tokens[at].attrs["href"]), env["addresses"])
    return f'<a href="{escape(address)}">' if address else ""


def _link_close(_: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType) -> str:
    opened = next(one for one in reversed(tokens[:at]) if one.type == "link_open")
    return "</a>" if _address(str(opened.attrs["href"]), env["addresses"]) else ""


def _address(href: str, addresses: Mapping[str, str]) -> str | None:
    """Where a link leads on the screen; None where it leads to no guide."""
    found = _ANCHORED.fullmatch(unquote(href))
    if found is None or not found[0]:
        return None
    address = addresses.get(found["file"]) if found["file"] else ""
    return None if address is None else address + (found["anchor"] or "")


def _table_open(_: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: EnvType) -> str:
    return '<div class="wide-scroll"><table class="grid-table">'


def _table_close(_: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: EnvType) -> str:
    return "</table></div>"


def _markdown() -> MarkdownIt:
    """The Markdown of guides: CommonMark without HTML and images, with tables."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    for name, rule in (
        ("heading_open", _heading_open),
        ("link_open", _link_open),
        ("link_close", _link_close),
        ("table_open", _table_open),
        ("table_close", _table_close),
    ):
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _markdown()
