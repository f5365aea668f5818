r"""Data a script may insert: the catalogue, and how a placeholder is written in a text.

A placeholder is `{name}`, with a format `{name | format}`, with words for when the datum is missing `{name: words}`,
or both. `\{` is a plain brace. There is nothing else: no conditions and no arithmetic.

To add one: a row here (Spanish name, words, sample and fallback in both languages), and its value where the account's
data are gathered. A name that was ever published stays: old versions still use it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final


class PlaceholderKind(StrEnum):
    """How a value is written out."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    DAYS = "days"
    COUNT = "count"
    PHONE = "phone"


FORMATS: Final[Mapping[PlaceholderKind, Mapping[str, str]]] = {
    PlaceholderKind.TEXT: {"inicial": "capital", "capital": "capital"},
    PlaceholderKind.MONEY: {"entero": "whole", "whole": "whole"},
    PlaceholderKind.DAY: {"corto": "short", "short": "short", "semana": "weekday", "weekday": "weekday"},
    PlaceholderKind.DAYS: {"numero": "number", "número": "number", "number": "number"},
    PlaceholderKind.COUNT: {"numero": "number", "número": "number", "number": "number"},
    PlaceholderKind.PHONE: {},
}
"""Per kind, every spelling of a format and the one that a formatter is given."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One row of the catalogue.

    `about_debt` is true where saying it lets a listener know that there is a debt, its product or its amount.
    `words`, `sample` and `fallback` are by language; the fallback is what is said when an account has no such datum.
    A Spanish day or telephone of ours comes after «el» or «al», an English one after «on» or nothing: so do their
    fallbacks.
    """

    name: str
    kind: PlaceholderKind
    about_debt: bool
    words: Mapping[str, str]
    sample: Mapping[str, str]
    fallback: Mapping[str, str]


def _row(
    name: str,
    kind: PlaceholderKind,
    *,
    about_debt: bool,
    es: tuple[str, str, str],
    en: tuple[str, str, str],
) -> Placeholder:
    """A catalogue row from its words, sample and fallback in each language."""
    words, sample, fallback = ({"es": spanish, "en": english} for spanish, english in zip(es, en, strict=True))
    return Placeholder(name, kind, about_debt, words, sample, fallback)


_T, _M, _D, _N, _P = (
    PlaceholderKind.TEXT,
    PlaceholderKind.MONEY,
    PlaceholderKind.DAY,
    PlaceholderKind.COUNT,
    PlaceholderKind.PHONE,
)

_ROWS = (
    _row("saludo.hora", _T, about_debt=False,
         es=("saludo según la hora", "Buenas tardes", "Buen día"),
         en=("greeting by the hour", "Good afternoon", "Hello")),
    _row("cliente.nombre", _T, about_debt=False,
         es=("nombre", "María Fernanda", "usted"),
         en=("first name", "Maria", "you")),
    _row("cliente.nombre_completo", _T, about_debt=False,
         es=("nombre completo", "María Fernanda Ríos", "la persona titular"),
         en=("full name", "Maria Rivers", "the account holder")),
    _row("cliente.telefono", _P, about_debt=False,
         es=("teléfono del cliente", "300 555 01 60", "este número"),
         en=("customer's phone", "555 0160", "this number")),
    _row("empresa.nombre", _T, about_debt=False,
         es=("nuestra empresa", "Servicios Andinos", "nuestra empresa"),
         en=("our company", "Andean Services", "our company")),
    _row("gestor.nombre", _T, about_debt=False,
         es=("mi nombre", "Andrea Morales", "la persona que le atiende"),
         en=("my name", "Andrea Morales", "the person calling")),
    _row("gestor.telefono", _P, about_debt=False,
         es=("mi teléfono", "601 555 70 00", "número que aparece en su pantalla"),
         en=("my phone", "555 7000", "the number on your screen")),
    _row("aviso.grabacion", _T, about_debt=False,
         es=("aviso de grabación", "Esta llamada puede ser grabada para cuidar la calidad.",
             "Esta llamada puede ser grabada para cuidar la calidad."),
         en=("recording notice", "This call may be recorded for quality.", "This call may be recorded for quality.")),
    _row("aviso.legal", _T, about_debt=True,
         es=("aviso que pide la ley", "Esta llamada busca acordar un pago; lo que nos diga se usará para eso.", ""),
         en=("notice required by law",
             "This is an attempt to collect a debt; any information obtained will be used for that purpose.", "")),
    _row("acreedor.nombre", _T, about_debt=True,
         es=("acreedor", "Crediandes", "la empresa con la que tiene su cuenta"),
         en=("creditor", "Crediandes", "the company your account is with")),
    _row("cuenta.producto", _T, about_debt=True,
         es=("producto", "su crédito de consumo", "su cuenta"),
         en=("product", "your personal loan", "your account")),
    _row("cuenta.saldo", _M, about_debt=True,
         es=("saldo total", "$ 1.689.000", "el saldo de su cuenta"),
         en=("total balance", "$1,689.00", "the balance of your account")),
    _row("cuenta.saldo_vencido", _M, about_debt=True,
         es=("saldo vencido", "$ 1.284.500", "el saldo pendiente"),
         en=("overdue balance", "$1,284.50", "the amount due")),
    _row("cuenta.mitad", _M, about_debt=True,
         es=("mitad del saldo vencido", "$ 642.250", "la mitad"),
         en=("half of the overdue balance", "$642.25", "half of it")),
    _row("cuenta.dias_mora", PlaceholderKind.DAYS, about_debt=True,
         es=("días de mora", "47 días", "unos días"),
         en=("days past due", "47 days", "a few days")),
    _row("cuenta.facturas", _N, about_debt=True,
         es=("facturas vencidas", "4 facturas", "facturas"),
         en=("overdue invoices", "4 invoices", "invoices")),
    _row("cuenta.factura_antigua", _T, about_debt=True,
         es=("factura más antigua", "FE-20418", "la más antigua"),
         en=("oldest invoice", "FE-20418", "the oldest one")),
    _row("cuenta.vence_antigua", _D, about_debt=True,
         es=("vencimiento más antiguo", "3 de octubre", "día que figura en su factura"),
         en=("oldest due date", "3 October", "the date on your invoice")),
    _row("cuenta.proximo_monto", _M, about_debt=True,
         es=("próximo pago", "$ 199.500", "su próximo pago"),
         en=("next payment", "$199.50", "your next payment")),
    _row("cuenta.proximo_vencimiento", _D, about_debt=True,
         es=("próximo vencimiento", "2 de noviembre", "día que figura en su factura"),
         en=("next due date", "2 November", "the date on your invoice")),
    _row("promesa.monto", _M, about_debt=True,
         es=("monto de la última promesa", "$ 300.000", "un pago"),
         en=("amount of the last promise", "$300.00", "a payment")),
    _row("promesa.fecha", _D, about_debt=True,
         es=("fecha de la última promesa", "14 de noviembre", "día que acordamos"),
         en=("date of the last promise", "14 November", "the date we agreed")),
    _row("propuesta.fecha_1", _D, about_debt=True,
         es=("primera fecha que ofrezco", "viernes 20 de noviembre", "día de esta semana que prefiera"),
         en=("first date I offer", "Friday 20 November", "a day this week")),
    _row("propuesta.fecha_2", _D, about_debt=True,
         es=("segunda fecha que ofrezco", "lunes 30 de noviembre", "día que prefiera de la próxima"),
         en=("second date I offer", "Monday 30 November", "a day next week")),
    _row("acuerdo.monto", _M, about_debt=True,
         es=("monto que se acuerda", "$ 892.300", "el monto que acordamos"),
         en=("amount being agreed", "$892.30", "the amount we agreed")),
    _row("acuerdo.fecha", _D, about_debt=True,
         es=("fecha que se acuerda", "lunes 30 de noviembre", "día que acordamos"),
         en=("date being agreed", "Monday 30 November", "the date we agreed")),
    _row("acuerdo.medio", _T, about_debt=True,
         es=("medio de pago que se acuerda", "transferencia", "el medio que prefiera"),
         en=("payment method being agreed", "bank transfer", "the method you prefer")),
    _row("oferta.detalle", _T, about_debt=True,
         es=("oferta autorizada", "tres cuotas de $ 428.167", "un plan por cuotas"),
         en=("authorised offer", "three instalments of $428.17", "a plan in instalments")),
    _row("oferta.vence", _D, about_debt=True,
         es=("hasta cuándo vale la oferta", "30 de noviembre", "día que le confirmo por escrito"),
         en=("when the offer ends", "30 November", "the date I confirm in writing")),
    _row("reclamo.folio", _T, about_debt=True,
         es=("número de reclamo", "R-2041", "el número que le envío"),
         en=("dispute number", "R-2041", "the number I send you")),
)  # fmt: skip

CATALOGUE: Final[Mapping[str, Placeholder]] = {row.name: row for row in _ROWS}


@dataclass(frozen=True, slots=True)
class Use:
    """One placeholder as written: its format, its own words for a missing datum, and the offsets of it and of them."""

    name: str
    style: str | None
    fallback: str | None
    start: int
    end: int
    words: int

    @property
    def known(self) -> Placeholder | None:
        """Its row of the catalogue."""
        return CATALOGUE.get(self.name)


_USE = re.compile(r"\{([^{}|:\n]*)(?:\|([^{}|:\n]*))?(?::([^{}\n]*))?\}")


def read_use(text: str, at: int) -> Use | None:
    """The placeholder that begins at this offset, or `None` where the brace opens nothing."""
    match = _USE.match(text, at)
    if match is None:
        return None
    name, style, fallback = match[1].strip().casefold(), match[2], match[3]
    return Use(
        name=name,
        style=None if style is None else style.strip().casefold(),
        fallback=None if fallback is None else fallback.strip(),
        start=match.start(),
        end=match.end(),
        words=match.end() - 1 if fallback is None else match.start(3),
    )


def uses(text: str) -> Iterator[Use]:
    """Every placeholder of a text, in order."""
    at = 0
    while (at := _brace(text, at)) >= 0:
        use = read_use(text, at)
        if use is not None:
            yield use
        at = use.end if use else at + 1


def stray_braces(text: str) -> Iterator[int]:
    """Offsets of braces that belong to no placeholder and are not escaped."""
    taken = [range(use.start, use.end) for use in uses(text)]
    starts = {span.start: span.stop for span in taken}
    at = 0
    while at < len(text):
        if at in starts:
            at = starts[at]
            continue
        if text[at] in "{}" and not _escaped(text, at):
            yield at
        at += 1


def without_placeholders(text: str) -> str:
    """The text with every placeholder blanked, but for its own fallback words; offsets stay the same."""
    parts, last = [], 0
    for use in uses(text):
        parts.append(text[last : use.start])
        parts.append(" " * (use.words - use.start) + text[use.words : use.end - 1] + " ")
        last = use.end
    return "".join(parts) + text[last:]


def nearest(name: str) -> str:
    """The catalogue's name most like a wrong one."""
    return get_close_matches(name[:60], CATALOGUE, n=1, cutoff=0.0)[0]


def _brace(text: str, at: int) -> int:
    """Offset of the next opening brace that is not escaped, or −1."""
    at = text.find("{", at)
    while at >= 0 and _escaped(text, at):
        at = text.find("{", at + 1)
    return at


def _escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before this offset."""
    first = at
    while first > 0 and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
