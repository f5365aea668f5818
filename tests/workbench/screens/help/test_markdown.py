"""A guide's Markdown as HTML: what is safe, where links lead, what a search looks in."""

import pytest

from workbench.screens.help.markdown import read, slug

ADDRESSES = {"gestores.md": "gestores", "lideres.md": "lideres"}


def html(text):
    return read(f"# Guía\n\n## Uno\n\n{text}\n", addresses=ADDRESSES).html.partition("</h2>")[2].strip()


def test_title_is_told_apart_from_the_text():
    document = read("# Guía para todos\n\nPara quien empieza.\n\n## Uno\n\nDos.\n", addresses={})

    assert document.title == "Guía para todos"
    assert document.html == '<p>Para quien empieza.</p>\n<h2 id="uno">Uno</h2>\n<p>Dos.</p>\n'


def test_link_to_the_other_language_is_left_out():
    document = read("# Guía\n\n[In English](../guides/x.md)\n\nPara quien empieza.\n", addresses=ADDRESSES)

    assert document.html == "<p>Para quien empieza.</p>\n"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("gestores.md", "gestores"),
        ("gestores.md#la-llamada-paso-a-paso", "gestores#la-llamada-paso-a-paso"),
        ("#últimas-cifras", "#últimas-cifras"),
    ],
)
def test_links_between_guides_lead_to_their_addresses(written, address):
    assert html(f"[ver]({written})") == f'<p><a href="{address}">ver</a></p>'


@pytest.mark.parametrize(
    "written", ["../import.md", "https://example.com/", "mailto:a@example.com", "//example.com", "otra.md#uno", "/cola"]
)
def test_links_out_of_the_guides_are_only_words(written):
    assert html(f"[ver]({written})") == "<p>ver</p>"


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "![foto](https://example.com/x.png)",
        '<a href="javascript:alert(1)">x</a>',
    ],
)
def test_html_and_images_are_shown_as_they_were_written(written):
    shown = html(written)

    assert "<script" not in shown
    assert "<img" not in shown
    assert "<a" not in shown


def test_tables_can_be_scrolled_and_have_no_style():
    shown = html("| a | b |\n| --- | ---: |\n| 1 | 2 |")

    assert shown.startswith('<div class="wide-scroll"><table class="grid-table">')
    assert "style" not in shown


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("La llamada, paso a paso", "la-llamada-paso-a-paso"),
        ("HTTPS, PostgreSQL, más máquinas", "https-postgresql-más-máquinas"),
        ("¿Dice la verdad?", "dice-la-verdad"),
    ],
)
def test_heading_has_the_anchor_of_github(title, anchor):
    assert slug(title) == anchor


def test_sections_have_the_words_under_their_heading():
    text = "# G\n\n## Uno\n\nHay **dos**\nlíneas.\n\n### Tres\n\n| a | b |\n| --- | --- |\n| `c` | d |\n"

    found = read(text, addresses={}).sections

    assert [(one.anchor, one.title, one.level, one.text) for one in found] == [
        ("uno", "Uno", 2, "Hay dos líneas."),
        ("tres", "Tres", 3, "a · b · c · d ·"),
    ]
