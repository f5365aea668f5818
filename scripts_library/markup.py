"""From a script's Markdown to safe HTML and plain words.

Markdown is limited to paragraphs, emphasis, lists and line breaks. Placeholders are tokens of their own, so that a
datum is never read as Markdown or HTML; what comes out is cleaned again by nh3.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from scripts_library.placeholders import Use, read_use

_CLEANER = nh3.Cleaner(
    tags={"p", "strong", "em", "ul", "ol", "li", "br", "span"},
    attributes={},
    allowed_classes={"span": {"filled", "unfilled"}},
)
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_TAG = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"</p>|</li>|<br>")

Fill = Callable[[Use], tuple[str, bool]]
"""The words for a placeholder, and whether they are the account's own datum."""


def html(text: str, fill: Fill) -> str:
    """Safe HTML of a piece of Markdown; a paragraph that a missing datum left empty is left out."""
    if not text.strip():
        return ""
    rendered = _MARKDOWN.renderer.render(_read(text), _MARKDOWN.options, {"fill": fill})
    return _EMPTY.sub("", _CLEANER.clean(rendered)).strip()


@lru_cache(maxsize=2_048)
def _read(text: str) -> Sequence[Token]:
    """The tokens of a text: those of a published version are the same for every account."""
    return _MARKDOWN.parse(text)


def plain(markup: str) -> str:
    """The words of what `html` gave, one paragraph a line."""
    lines = _BREAKS.sub("\v", markup).replace("\n", " ").split("\v")
    words = (" ".join(unescape(_TAG.sub("", line)).split()) for line in lines)
    return "\n".join(line for line in words if line)


def _read_placeholder(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read a placeholder as one token, so that nothing inside it is Markdown."""
    use = read_use(state.src, state.pos)
    if use is None or use.end > state.posMax:
        return False
    if not silent:
        state.push("placeholder", "", 0).meta = {"use": use}
    state.pos = use.end
    return True


def _write_placeholder(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    """The words of a placeholder, marked as the account's or as what stands for a missing datum."""
    words, is_there = env["fill"](tokens[index].meta["use"])
    return f'<span class="{"filled" if is_there else "unfilled"}">{escape(words)}</span>' if words else ""


def _markdown() -> MarkdownIt:
    """The Markdown of scripts."""
    markdown = MarkdownIt("zero", {"html": False}).enable(["emphasis", "list", "newline", "escape"])
    markdown.inline.ruler.before("escape", "placeholder", _read_placeholder)
    markdown.add_render_rule("placeholder", _write_placeholder)
    return markdown


_MARKDOWN = _markdown()
