"""What people and programs call our columns, and which columns of a header are which of ours.

A word is compared without accents, signs, capitals and articles, and `Nº`, `Nro.`, `Núm.` are one. A name that only one
kind of rows uses is strong: it tells the kind. A weak one, such as `Fecha`, helps where the rest is clear.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from models.enums import ImportKind
from workbench.domain.imports.engine.mapping import header_name
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.folding import fold

_NUMBER = frozenset({"no", "n", "nro", "num", "numero", "number", "nr"})
_OF_NUMBER = "numero "
_ARTICLES = frozenset({"de", "del", "la", "el", "los", "las", "of", "the", "y", "o"})
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORDS = re.compile(r"[^\W_]+")

_SHORT = {
    "fecha": "f fch fec fcha", "vencimiento": "vto vcto vcmto venc vencim", "documento": "doc docto dcto docum",
    "factura": "fac fact", "codigo": "cod", "cliente": "cli clte", "telefono": "tel telef telf tfno fono",
    "identificacion": "ident", "importe": "imp", "emision": "emis",
}  # fmt: skip
"""Words as headers shorten them."""
_WHOLE = {short: word for word, listed in _SHORT.items() for short in listed.split()}

_WHO = ("cliente", "tercero", "deudor")
_KEYS = (
    "codigo", "id", "numero", "nit", "documento", "identificacion", "rut", "ruc", "cuit", "cif", "nif", "rfc", "dni",
    "cedula", "clave", "cuenta",
)  # fmt: skip
_OF_SOMEBODY = ", ".join(f"{key} {who}, {who} {key}" for who in _WHO for key in _KEYS)
_CUSTOMER_KEY = f"""
    {_OF_SOMEBODY}, customer id, customer number, customer code, nit, identificacion, numero identificacion, rut, ruc,
    cuit, cif, nif, rfc, dni, cedula, customer, tax id, nit cc, cc nit
"""
BESIDE_A_NAME = ("cliente", "codigo", "clave", "cuenta", "id")
"""Keys of customers where their name stands beside them; elsewhere they may be anything's."""
_CUSTOMER_NAME = """
    razon social, nombre cliente, cliente nombre, nombre razon social, customer name, nombre, nombres apellidos,
    apellidos nombres, nombre tercero, nombre deudor, cliente, deudor, titular, tercero, empresa, name, partner,
    party name, party s name
"""
_PORTFOLIO = "cartera, portafolio"
_CURRENCY = "moneda, divisa"
_DOCUMENT_KIND = """
    tipo documento, tipo doc, tipo docto, tipo dcto, tdoc, tipo comprobante, tipo factura, tipo cfdi, tipo dte,
    clase documento, clase doc, clase, tipo, tipo movimiento, document type, doc type, type
"""

STRONG: Mapping[ImportKind, Mapping[str, str]] = {
    ImportKind.CUSTOMERS: {"external_id": _CUSTOMER_KEY, "name": _CUSTOMER_NAME},
    ImportKind.INVOICES: {
        "external_id": """
            numero factura, factura, factura numero, id factura, numero documento, documento numero, invoice number,
            invoice, invoice id, folio, numero comprobante, comprobante, consecutivo, cuota
        """,
        "issued_on": """
            fecha factura, fecha emision, emision, fecha expedicion, fecha documento, fecha elaboracion,
            fecha creacion, emitida, invoice date, issue date
        """,
        "due_on": """
            fecha vencimiento, vencimiento, vence, fecha vence, vencimiento neto, due date, due, fecha limite,
            fecha limite pago
        """,
        "amount": """
            valor factura, total factura, monto factura, importe factura, importe efecto, invoice amount, valor total,
            monto total, importe total, invoice total, importe md, importe en md, importe moneda documento,
            importe ml, importe en ml, importe moneda local
        """,
    },
    ImportKind.OPEN_ITEMS: {
        "external_id": """
            numero factura, factura, factura numero, id factura, numero documento, documento numero, invoice number,
            invoice, invoice id, folio, numero comprobante, comprobante, consecutivo, cuota
        """,
        "open_amount": """
            saldo, saldo pendiente, saldo factura, saldo actual, valor pendiente, pendiente, por cobrar, balance,
            importe pendiente, monto pendiente, saldo documento, saldo por cobrar, outstanding, outstanding amount,
            open amount, amount due, pending amount
        """,
    },
    ImportKind.PAYMENTS: {
        "external_id": """
            numero recibo, recibo, recibo caja, numero recibo caja, numero pago, id pago, comprobante pago,
            payment number, payment id, payment, receipt, receipt number, numero abono, documento pago,
            numero recibo pago, comprobante ingreso, numero comprobante ingreso, recibo ingreso
        """,
        "paid_on": "fecha pago, fecha recibo, fecha abono, fecha recaudo, pagado, payment date, paid, paid date",
        "amount": """
            valor pagado, valor pago, monto pagado, monto pago, importe pagado, importe pago, valor recibo, abono,
            valor abono, valor recaudo, pago, amount paid, paid amount, payment amount, valor recibido,
            total recibido, monto recibido, importe recibido, total pagado, recaudo, valor recaudado
        """,
    },
    ImportKind.INTERACTIONS: {
        "external_id": "id gestion, numero gestion, gestion, codigo gestion",
        "at": "fecha gestion, fecha hora, fecha hora gestion, hora gestion",
        "channel": "canal, medio contacto, canal contacto",
        "outcome": "resultado, tipificacion, codigo resultado, resultado gestion",
    },
}
WEAK: Mapping[ImportKind, Mapping[str, str]] = {
    ImportKind.CUSTOMERS: {
        "external_id": "codigo, id, documento, numero documento",
        "document": """
            nit, documento, numero documento, identificacion, numero identificacion, rut, ruc, cuit, cif, nif, rfc,
            cedula
        """,
        "segment": "segmento",
        "city": "ciudad, municipio, localidad, poblacion",
        "region": "departamento, provincia, region, state",
        "country": "pais",
        "language": "idioma",
        "phone": "telefono, telefono 1, tel, tel 1, celular, movil, telefono celular, mobile, telephone, telefonos",
        "phone_2": "telefono 2, tel 2, celular, movil, otro telefono, telefono alterno, celular 2, mobile",
        "email": "correo, correo electronico, e mail, mail, correos",
        "whatsapp": "whats app, wa",
        "address": "direccion, domicilio",
        "opened_on": "fecha apertura, cliente desde",
    },
    ImportKind.INVOICES: {
        "external_id": "numero, documento, id, referencia, ref numero, numero ref",
        "customer_external_id": _CUSTOMER_KEY,
        "customer_name": _CUSTOMER_NAME,
        "issued_on": "fecha, date",
        "amount": "total, valor, monto, importe, saldo, saldo pendiente, saldo factura, balance, outstanding",
        "portfolio": _PORTFOLIO,
        "currency": _CURRENCY,
        "product": "producto, linea producto",
        "kind": _DOCUMENT_KIND,
        "settles": """
            factura afectada, documento afectado, factura relacionada, documento relacionado, factura referencia,
            documento referencia, doc referencia, factura que afecta, aplica a, factura origen, documento origen
        """,
        "disputed": "en reclamo, disputada, reclamada",
    },
    ImportKind.OPEN_ITEMS: {
        "external_id": "numero, documento, id, referencia, ref numero, numero ref",
        "customer_external_id": _CUSTOMER_KEY,
        "customer_name": _CUSTOMER_NAME,
        "issued_on": """
            fecha factura, fecha emision, emision, fecha expedicion, fecha documento, fecha elaboracion,
            fecha creacion, invoice date, fecha, date
        """,
        "due_on": """
            fecha vencimiento, vencimiento, vence, fecha vence, vencimiento neto, due date, due, fecha limite
        """,
        "amount": """
            valor factura, total factura, monto factura, importe factura, valor total, monto total, importe total,
            total, valor, monto, importe
        """,
        "portfolio": _PORTFOLIO,
        "currency": _CURRENCY,
        "product": "producto, linea producto",
        "kind": _DOCUMENT_KIND,
    },
    ImportKind.PAYMENTS: {
        "external_id": "numero, documento, id, comprobante, numero comprobante",
        "customer_external_id": _CUSTOMER_KEY,
        "paid_on": "fecha, date",
        "amount": "valor, monto, importe, total",
        "invoice_external_id": """
            numero factura, factura, factura numero, id factura, invoice number, invoice, folio, documento pagado,
            factura pagada, factura que paga, factura abonada, documento que paga, aplica factura
        """,
        "portfolio": _PORTFOLIO,
        "currency": _CURRENCY,
        "method": "forma pago, medio pago, metodo pago, payment method, mode payment, tipo pago",
        "channel": "canal, canal pago, banco",
        "reference": "referencia, referencia pago",
    },
    ImportKind.INTERACTIONS: {
        "external_id": "id, codigo, numero",
        "customer_external_id": _CUSTOMER_KEY,
        "at": "fecha, date",
        "collector": "gestor, agente, usuario, asesor, cobrador",
        "note": "nota, observacion, observaciones, comentario, comentarios",
        "promise_amount": "valor promesa, monto promesa, valor compromiso, monto compromiso",
        "promise_due_on": "fecha promesa, fecha compromiso",
        "duration_s": "duracion, segundos",
        "portfolio": _PORTFOLIO,
    },
}

TOTALS = frozenset(
    {
        "monto total",
        "importe total",
        "valor total",
        "total",
        "valor factura",
        "total factura",
        "monto factura",
        "importe factura",
        "valor",
        "monto",
        "importe",
    }
)
BALANCES = frozenset(map(str.strip, STRONG[ImportKind.OPEN_ITEMS]["open_amount"].split(",")))
"""What of an invoice is still owed: beside a total, either may be meant."""
REACH = frozenset({"phone", "phone_2", "email", "whatsapp", "address"})
"""Columns that only customers have: rows that have one are also of customers."""


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A name of a column as it is compared: «Nº de Factura» and «nro fact.» are one, «C.C.» and «CC» too."""
    return " ".join(_WHOLE.get(word, word) for word in signless_name(text).split())


@lru_cache(maxsize=4096)
def signless_name(text: str) -> str:
    """A name of a column without signs, accents, capitals and articles."""
    folded = fold(text.replace("º", "o").replace("°", "o"))
    folded = _INITIALS.sub(lambda found: found[0].replace(".", ""), folded)
    words = [word for word in _WORDS.findall(folded) if word not in _ARTICLES]
    return " ".join("numero" if word in _NUMBER else word for word in words)


@lru_cache(maxsize=16)
def names_of(kind: ImportKind) -> Mapping[str, tuple[str, ...]]:
    """By our column, what it may be called in a file of this kind, the likelier first."""
    known = COLUMNS[kind]
    made: dict[str, tuple[str, ...]] = {}
    for column in (*known.required, *known.optional):
        listed = [STRONG.get(kind, {}).get(column, ""), WEAK.get(kind, {}).get(column, "")]
        names = [plain_name(name) for text in listed for name in text.split(",") if name.strip()]
        names += [f"{name.removeprefix(_OF_NUMBER)} numero" for name in names if name.startswith(_OF_NUMBER)]
        made[column] = tuple(dict.fromkeys((plain_name(column), *names)))
    return made


@lru_cache(maxsize=16)
def strong_names(kind: ImportKind) -> frozenset[str]:
    """Names that tell that rows are of this kind."""
    names = {plain_name(name) for text in STRONG.get(kind, {}).values() for name in text.split(",") if name.strip()}
    turned = {f"{name.removeprefix(_OF_NUMBER)} numero" for name in names if name.startswith(_OF_NUMBER)}
    return frozenset(names | turned)


@lru_cache(maxsize=1)
def every_name() -> frozenset[str]:
    """Every name of every column of every kind."""
    return frozenset(name for kind in COLUMNS for names in names_of(kind).values() for name in names)


def matched(header: Sequence[str], kind: ImportKind, *, taken: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which header is which of our columns: a header is taken once, but a tax number may be key and document.

    Args:
        header: As it stands in the file.
        kind: Of the rows.
        taken: What is settled already, our column: their header in lower case.

    """
    found = dict(taken or {})
    free = {plain_name(name): header_name(name) for name in reversed(header) if name.strip()}
    used = set(found.values())
    for column, names in names_of(kind).items():
        if column in found:
            continue
        for name in names:
            given = free.get(name)
            if given is not None and (given not in used or column == "document"):
                found[column] = given
                used.add(given)
                break
    if "customer_external_id" not in found and "customer_external_id" in COLUMNS[kind].required:
        found |= _key_beside_a_name(kind, found, {name: given for name, given in free.items() if given not in used})
    return found


def _key_beside_a_name(kind: ImportKind, found: Mapping[str, str], free: Mapping[str, str]) -> dict[str, str]:
    """The customer's key where no header says so: a code beside a name, or an account beside what it is called.

    Payments and gestiones make no customers: where they name one in a single column, this is the key.
    """
    account, called = free.get("cuenta"), free.get("descripcion")
    if "customer_name" in COLUMNS[kind].optional:
        if "customer_name" not in found and account and called:
            return {"customer_external_id": account, "customer_name": called}
        is_named = "customer_name" in found
        beside = [free[name] for name in BESIDE_A_NAME if name in free] if is_named else []
    else:
        names = [free[name] for name in map(plain_name, _CUSTOMER_NAME.split(",")) if name in free]
        codes = [free[name] for name in BESIDE_A_NAME if name in free and free[name] not in names]
        beside = [*(codes if names else []), *(free[who] for who in _WHO if who in free)]
    return {"customer_external_id": beside[0]} if beside else {}
