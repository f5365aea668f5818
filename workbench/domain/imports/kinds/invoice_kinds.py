"""What a document of a sender is, by the words and codes that people and programs have for it."""

import re

from models.enums import InvoiceKind
from workbench.domain.imports.engine.cells import choice_reader
from workbench.folding import fold

_NAMES = {
    InvoiceKind.INVOICE: """
        factura, facturas, factura venta, factura electronica, factura electronica venta, factura exenta,
        factura exenta electronica, factura afecta, factura credito, factura contado, fact, fac, ft, fv, fve, fe, fce,
        fev, fa, fb, fc, fea, feb, fcv, fel, boleta, boleta venta, boleta electronica, bol, bv, be, cuota, nota debito,
        nota debito electronica, nota debito venta, nota cargo, nd, nde, nda, ndb, cargo, ingreso, documento cobro,
        rv, dr, invoice, sales invoice, customer invoice, out invoice, debit note, debit memo, 33, 34, 39, 41, 56
    """,
    InvoiceKind.CREDIT_NOTE: """
        nota credito, notas credito, nota credito electronica, nota credito venta, nota abono, factura rectificativa,
        rectificativa, abono, nc, dg, ncr, nce, ncv, nca, ncb, ncc, egreso, devolucion, devolucion venta, credit note,
        credit memo, customer credit note, out refund, refund, return, sales return, 61
    """,
    InvoiceKind.VOID: "anulada, anulado, anulacion, void, voided, cancelled",
}
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"de", "del", "la", "el", "por"})


def _plain(text: str) -> str:
    """Without signs and small words; letters that stand apart are one word: «N/C» is «nc»."""
    words = _WORD.findall(fold(text))
    return "".join(words) if all(len(word) == 1 for word in words) else " ".join(w for w in words if w not in _SMALL)


_KINDS = {_plain(name): kind for kind, names in _NAMES.items() for name in names.split(",")}
_OURS = {kind.value: kind for kind in InvoiceKind}
_read_choice = choice_reader(InvoiceKind)


def read_kind(text: str) -> InvoiceKind:
    """What a row of a file of invoices is, in our words or in usual ones; a note of debit is asked for as an invoice.

    It raises `BadCell`.
    """
    return kind_of(text) or _read_choice(text)


def kind_of(text: str) -> InvoiceKind | None:
    """What a word means; None where nobody knows."""
    return _KINDS.get(_plain(text)) or _OURS.get(text.lower())
