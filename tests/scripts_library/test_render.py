"""A script as it is read: filled in, safe, and never failing in a call."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts_library.parser import parse
from scripts_library.placeholders import CATALOGUE, PlaceholderKind, stray_braces, uses, without_placeholders
from scripts_library.render import as_written, render, sample_values
from scripts_library.vocabulary import StepKind
from tests.scripts_library.texts import FRONT, GOOD


def step(words, values=None, format_value=as_written):
    script = parse(FRONT + f"## paso: saludo | S\n{words}\n")
    return render(script, values or {}, format_value=format_value).steps[0]


def test_data_are_marked_and_missing_ones_replaced():
    shown = step("Hola {cliente.nombre}, son {cuenta.saldo}.", {"cliente.nombre": "Ana", "cuenta.saldo": None})

    assert shown.html == (
        '<p>Hola <span class="filled">Ana</span>, son <span class="unfilled">el saldo de su cuenta</span>.</p>'
    )
    assert shown.text == "Hola Ana, son el saldo de su cuenta."
    assert shown.missing == ("cuenta.saldo",)


def test_a_script_may_say_its_own_words_for_a_missing_datum():
    assert step("Son {cuenta.saldo: unos pesos}.").text == "Son unos pesos."
    assert step("Son {cuenta.saldo: unos pesos}.", {"cuenta.saldo": "$ 5"}).text == "Son $ 5."


def test_a_paragraph_left_empty_disappears():
    assert step("{aviso.legal}\n\nHola.").html == "<p>Hola.</p>"


def test_the_first_letter_can_be_capital():
    shown = step("{cliente.nombre | inicial}, {cuenta.saldo: el saldo}", {"cliente.nombre": "ana"})

    assert shown.text == "Ana, el saldo"
    assert step("{cuenta.producto | inicial}.").text == "Su cuenta."


def test_the_formatter_is_told_the_format_in_its_canonical_name():
    asked = []

    def remember(placeholder, value, *, style):
        asked.append((placeholder.name, placeholder.kind, value, style))
        return "x"

    step("{cuenta.saldo | entero} {promesa.fecha}", {"cuenta.saldo": 5, "promesa.fecha": 7}, remember)

    assert asked == [
        ("cuenta.saldo", PlaceholderKind.MONEY, 5, "whole"),
        ("promesa.fecha", PlaceholderKind.DAY, 7, None),
    ]


def test_a_name_that_no_catalogue_knows_never_fails_in_a_call():
    assert step("Hola {plan.viejo}, {plan.otro: lo acordado}.").text == "Hola plan.viejo, lo acordado."


def test_markdown_is_limited_to_what_is_said():
    shown = step("**fuerte** *suave* `c` [l](javascript:x) ![i](x) <b>h</b>\n\n- uno\n- dos")

    assert shown.html == (
        "<p><strong>fuerte</strong> <em>suave</em> `c` [l](javascript:x) ![i](x) &lt;b&gt;h&lt;/b&gt;</p>\n"
        "<ul>\n<li>uno</li>\n<li>dos</li>\n</ul>"
    )


def test_answers_carry_their_keys_and_where_they_lead():
    rendered = render(parse(GOOD), {}, format_value=as_written)
    motive = rendered.block("motivo")

    assert [(answer.key, answer.label, answer.target, answer.outcome) for answer in motive.answers] == [
        ("Q", "Puede pagar", "cierre", "CD-PDP"),
        ("W", "No tengo dinero", "sin-dinero", None),
    ]
    assert rendered.block("sin-dinero").title == "No tengo dinero"
    assert rendered.block("nada") is None


def test_identity_and_disclosures_are_fixed():
    rendered = render(parse(GOOD), {}, format_value=as_written)

    assert [(one.kind, one.is_fixed) for one in rendered.steps][:3] == [
        (StepKind.GREETING, False), (StepKind.IDENTITY, True), (StepKind.REASON, False),
    ]  # fmt: skip


def test_the_advice_is_rendered_apart():
    shown = step("Hola.\n> **No** diga {cuenta.saldo}.", {"cuenta.saldo": "$ 5"})

    assert shown.html == "<p>Hola.</p>"
    assert shown.advice_html == '<p><strong>No</strong> diga <span class="filled">$ 5</span>.</p>'


def test_samples_are_in_the_language_of_the_script():
    assert sample_values("en")["saludo.hora"] == "Good afternoon"


@pytest.mark.parametrize("name", CATALOGUE)
@given(value=st.text(min_size=1))
def test_a_value_is_never_read_as_markup(name, value):
    shown = step(f"Antes {{{name}}} después.", {name: value})

    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parseFragment(shown.html)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= {
        "DOCUMENT_FRAGMENT", "p", "span",
    }  # fmt: skip
    assert {key for element in tree.iter() for key in element.attrib} <= {"class"}


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "**x**", "[a](javascript:b)", "{cuenta.saldo}", "&lt;b&gt;", '" onload="x']
)
def test_a_hostile_value_is_shown_as_it_is(value):
    assert step("{cliente.nombre}", {"cliente.nombre": value}).text == value


@given(st.text(alphabet="<>/&;\"'=*_-[]()!`\\\\ab \n"))
def test_any_text_renders_to_the_allowed_tags(words):
    shown = step(f"Hola {words}")

    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(shown.html)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= {
        "DOCUMENT_FRAGMENT", "p", "strong", "em", "ul", "ol", "li", "br",
    }  # fmt: skip
    assert not [element for element in tree.iter() if element.attrib]


def test_uses_reads_name_format_and_words():
    (use,) = uses("x { Cliente.Nombre | INICIAL : la persona } y")

    assert (use.name, use.style, use.fallback, use.start, use.end) == (
        "cliente.nombre", "inicial", "la persona", 2, 43,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stray"), [("{a}", []), ("{a", [0]), ("a}", [1]), ("{a {b}}", [0, 6]), (r"\{a\}", []), (r"\\{a}", [])]
)
def test_braces_without_their_pair_are_found(text, stray):
    assert list(stray_braces(text)) == stray


@given(st.text(alphabet="{}|:\\ab \n"))
def test_blanking_placeholders_keeps_every_offset(text):
    assert len(without_placeholders(text)) == len(text)
